import { join } from 'node:path';
import { otherLoad } from './machineLoad.js';
import { type Contestant, measureRounds, type RoundsResult } from './measureRounds.js';
import { PeerProcess } from './peerProcess.js';
import { contestants } from './report.js';

/** MobileNet v1, width 1, at this size: what comes with the product, and the whole of it. */
const INPUT_SIZE = 96;
const LAYERS = ['conv_pw_6_relu', 'conv_pw_13_relu'] as const;

/** As for training; `python` undefined: measured alone. */
export interface FeatureSettings {
  readonly root: string;
  /** Holds the images for Python, written by `writeExchange`. */
  readonly folder: string;
  readonly python: string | undefined;
  readonly rounds: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly log: (line: string) => void;
}

/** Images a second through a frozen backbone, beside Keras's `predict`, in turns: `speeds[last layer][contestant]`. */
export async function measureFeatures(settings: FeatureSettings): Promise<RoundsResult> {
  const { root, folder, python, batchSize, rounds, samples, log } = settings;
  const peers = join(root, 'test', 'benchmark', 'peers');
  const more = [folder, String(batchSize), String(INPUT_SIZE)];
  const runScript = join(root, 'test', 'support', 'runScript.mjs');
  const own = new PeerProcess(contestants.own, process.execPath, [runScript, join(peers, 'featurePeer.ts'), ...more]);
  const running = [own];
  if (python !== undefined)
    running.push(new PeerProcess(contestants.keras, python, [join(peers, 'keras_feature_peer.py'), ...more]));
  try {
    for (const peer of running) {
      const { notes } = await peer.ready();
      log(`features, ${peer.name}: ${notes.join('; ')}`);
    }
    const entrants: Contestant[] = running.map((peer) => ({
      name: peer.name,
      share: 1,
      train: (request) => peer.train(request),
    }));
    return await measureRounds(entrants, { models: LAYERS, rounds, samples, batchSize, log, otherLoad });
  } finally {
    for (const peer of running) peer.stop();
  }
}
