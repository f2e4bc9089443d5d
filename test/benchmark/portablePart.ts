import { join } from 'node:path';
import { textTable } from '../support/textTable.js';
import { BUSY_LIMIT, otherLoad } from './machineLoad.js';
import { type Contestant, measureRounds, type Speeds } from './measureRounds.js';
import { PeerError, PeerProcess } from './peerProcess.js';

/** What the portable engine must reach. */
const OVER_STOCK = 3;
const CNN_SAMPLES_PER_SECOND = 300;
/** TensorFlow.js as it comes is several times slower: with a share it does not take most of the time. */
const STOCK_SHARE = 1 / 8;

const names = { own: 'portable', stock: 'tfjs fit on wasm' };

interface PortableSettings {
  readonly rounds: number;
  readonly samples: number;
  readonly batchSize: number;
}

/**
 * The portable engine beside TensorFlow.js's own training on the same backend, in turns. `folder` holds what peers read.
 * Prints speeds and targets; false when a target is not reached. Stock TensorFlow.js cannot train the CNN: that is tried.
 */
export async function measurePortable(
  root: string,
  folder: string,
  { rounds, samples, batchSize }: PortableSettings,
  log: (line: string) => void,
): Promise<boolean> {
  const runScript = join(root, 'test', 'support', 'runScript.mjs');
  const start = (name: string, share: number, script: string, place: string): Contestant & { peer: PeerProcess } => {
    const path = join(root, 'test', 'benchmark', 'peers', script);
    const peer = new PeerProcess(name, process.execPath, [runScript, path, place, String(batchSize)]);
    return { name, share, peer, train: (request) => peer.train(request) };
  };
  const own = start(names.own, 1, 'portablePeer.ts', join(root, 'data'));
  const stock = start(names.stock, STOCK_SHARE, 'stockWasmPeer.ts', folder);
  try {
    for (const { peer } of [own, stock]) await peer.ready();
    const options = { rounds, samples, batchSize, log, otherLoad };
    const ann = await measureRounds([own, stock], { ...options, models: ['ann'] });
    const cnn = await measureRounds([own], { ...options, models: ['cnn'] });
    const stockCnn = await stock.train({ model: 'cnn', samples: batchSize }).catch((error: unknown) => {
      if (!(error instanceof PeerError)) throw error;
      return undefined;
    });
    const busy = Math.max(ann.otherLoad.median, cnn.otherLoad.median) > BUSY_LIMIT;
    return report({ ...ann.speeds, ...cnn.speeds }, stockCnn, busy);
  } finally {
    for (const { peer } of [own, stock]) peer.stop();
  }
}

function report(speeds: Speeds, stockCnn: number | undefined, busy: boolean): boolean {
  const rows = Object.entries(speeds).flatMap(([model, contestants]) =>
    Object.entries(contestants).map(([name, { median, minimum, maximum }]) => [
      model,
      name,
      String(Math.round(median)),
      `[${Math.round(minimum)}–${Math.round(maximum)}]`,
    ]),
  );
  rows.push(['cnn', names.stock, stockCnn === undefined ? 'cannot train it' : String(Math.round(stockCnn)), '']);
  const own = speeds.ann?.[names.own]?.median ?? Number.NaN;
  const ratio = own / (speeds.ann?.[names.stock]?.median ?? Number.NaN);
  const cnn = speeds.cnn?.[names.own]?.median ?? Number.NaN;
  const verdict = (reached: boolean) => (busy ? 'machine busy: does not count' : reached ? 'reached' : 'NOT REACHED');
  const targets = [
    ['ann: over TensorFlow.js on the same backend', `≥ ${OVER_STOCK}`, ratio.toFixed(2), verdict(ratio >= OVER_STOCK)],
    [
      'cnn: samples/s, one thread',
      `≥ ${CNN_SAMPLES_PER_SECOND}`,
      String(Math.round(cnn)),
      verdict(cnn >= CNN_SAMPLES_PER_SECOND),
    ],
  ];
  console.log(
    [
      '',
      textTable(['model', 'contestant', 'samples/s', '[min–max]'], rows),
      textTable(['target', 'required', 'measured', ''], targets),
    ].join('\n\n'),
  );
  return !busy && ratio >= OVER_STOCK && cnn >= CNN_SAMPLES_PER_SECOND;
}
