import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../src/cacheFolder.js';
import type { Dataset } from '../../src/core/dataset.js';
import { loadDataset } from '../../src/datasets/index.js';
import { loadModel } from '../support/loadModel.js';
import { plannedModelJson } from '../support/plannedModel.js';
import { PythonMissingError, pythonEnvironment } from '../support/python.js';
import { writeTensors } from '../support/tensorFile.js';
import { measureFeatures } from './featuresPart.js';
import { otherLoad } from './machineLoad.js';
import { type Contestant, measureRounds } from './measureRounds.js';
import { PeerProcess } from './peerProcess.js';
import { measurePortable } from './portablePart.js';
import { type BenchmarkResult, contestants, formatResult, targetsOf } from './report.js';
import { spreadOf } from './statistics.js';
import { measureWholeRun } from './wholeRun.js';

const usage = `npm run bench -- [OPTION…]
  --rounds N      measured rounds, after one that warms up (7)
  --samples N     images in a round; tfjs-node's fit gets an eighth of it (12800)
  --batch-size N  (64)
  --models LIST   ann,cnn
  --features      measure images a second through a frozen backbone beside Keras's predict, and nothing else
  --portable      measure the portable engine beside TensorFlow.js on WebAssembly, and nothing else
  --no-run        leave out the whole run on the full data
  --json FILE     write everything measured as JSON
  --assert        exit with 1 when a target is not reached, not measured, or measured on a busy machine`;

/** tfjs-node's fit is several times slower than the others: with a share it does not take most of the time. */
const TFJS_SHARE = 1 / 8;

const root = resolve(__dirname, '..');
const log = (line: string) => process.stderr.write(`${line}\n`);

interface Settings {
  readonly rounds: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly models: readonly string[];
}

interface RunningPeer extends Contestant {
  /** One for all models, or one for each. */
  readonly processes: readonly PeerProcess[];
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '7' },
      samples: { type: 'string', default: '12800' },
      'batch-size': { type: 'string', default: '64' },
      models: { type: 'string', default: 'ann,cnn' },
      features: { type: 'boolean', default: false },
      portable: { type: 'boolean', default: false },
      'no-run': { type: 'boolean', default: false },
      json: { type: 'string' },
      assert: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return true;
  }
  const settings: Settings = {
    rounds: count('--rounds', values.rounds),
    samples: count('--samples', values.samples),
    batchSize: count('--batch-size', values['batch-size']),
    models: values.models.split(','),
  };
  const dataset = await loadDataset('fashion-mnist');
  if (settings.samples > dataset.train.count)
    throw new Error(`--samples ${settings.samples}: there are only ${dataset.train.count} training images.`);
  if (values.portable) return (await measurePortablePeers(settings, dataset)) || !values.assert;
  const none = { speeds: {}, otherLoad: spreadOf([0]), peers: {} };
  const peers = values.features ? none : await measurePeers(settings, dataset);
  const features = await measureBackbone(settings, dataset);
  const wholeRun = values['no-run'] || values.features ? undefined : await measureRun();
  const { models: _, ...shape } = settings;
  const result: BenchmarkResult = {
    machine: describeMachine(),
    ...shape,
    ...peers,
    features,
    ...(wholeRun === undefined ? {} : { wholeRun }),
  };
  console.log(`\n${formatResult(result)}`);
  const targets = targetsOf(result);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...result, targets }, null, 2)}\n`);
  return !values.assert || targets.every(({ reached }) => reached === true);
}

/** @throws Error when the text is no whole number from 1. */
function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} needs a whole number from 1, got "${text}".`);
  return value;
}

/** Starts all peers, has them train in turns, and ends them. */
async function measurePeers(
  settings: Settings,
  dataset: Dataset,
): Promise<Pick<BenchmarkResult, 'speeds' | 'otherLoad' | 'peers'>> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-bench-'));
  const running: RunningPeer[] = [];
  try {
    writeExchange(folder, settings, dataset);
    for (const start of await peerStarters(folder, settings)) running.push(start());
    const peers: Record<string, BenchmarkResult['peers'][string]> = {};
    for (const { name, processes } of running) {
      const greetings = await Promise.all(processes.map((peer) => peer.ready()));
      peers[name] = {
        versions: Object.assign({}, ...greetings.map(({ versions }) => versions)),
        notes: [...new Set(greetings.flatMap(({ notes }) => notes))],
      };
    }
    return { ...(await measureRounds(running, { ...settings, log, otherLoad })), peers };
  } finally {
    for (const peer of running.flatMap(({ processes }) => processes)) peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Images a second through a frozen backbone: a sixth of the images is enough, as each costs more than a step of training. */
async function measureBackbone({ rounds, samples, batchSize }: Settings, dataset: Dataset) {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-bench-'));
  const fewer = Math.max(batchSize, Math.round(samples / 6));
  try {
    writeExchange(folder, { rounds, samples: fewer, batchSize, models: [] }, dataset);
    return await measureFeatures({ root, folder, python: await findPython(), rounds, samples: fewer, batchSize, log });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePortablePeers(settings: Settings, dataset: Dataset): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-bench-'));
  try {
    writeExchange(folder, { ...settings, models: ['ann', 'cnn'] }, dataset);
    return await measurePortable(root, folder, settings, log);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the peers read: networks as plain data, and the images. */
function writeExchange(folder: string, { models, samples }: Settings, { train, imageShape }: Dataset): void {
  for (const model of models) {
    const { plan, recipe } = loadModel(join(root, 'data', `${model}.model.jsonc`));
    writeFileSync(join(folder, `${model}.json`), JSON.stringify(plannedModelJson(plan, recipe)));
  }
  const pixels = imageShape.reduce((product, size) => product * size, 1);
  const images = train.images.subarray(0, samples * pixels);
  writeTensors(join(folder, 'data'), {
    images: { dtype: 'uint8', shape: [samples, ...imageShape], data: images },
    labels: { dtype: 'int32', shape: [samples], data: Int32Array.from(train.labels.subarray(0, samples)) },
  });
}

/** The contestants; without Python only those that run in Node. */
async function peerStarters(folder: string, { batchSize, models }: Settings): Promise<(() => RunningPeer)[]> {
  const scripts = join(root, 'test', 'benchmark', 'peers');
  const runScript = join(root, 'test', 'support', 'runScript.mjs');
  const inNode = (name: string, script: string, place: string, ...more: string[]) =>
    new PeerProcess(name, process.execPath, [runScript, join(scripts, script), place, String(batchSize), ...more]);
  const starters = [
    () => ownContestant(models, (model) => inNode(contestants.own, 'bakeoffPeer.ts', join(root, 'data'), model)),
    () => contestant(contestants.tfjs, TFJS_SHARE, inNode(contestants.tfjs, 'tfjsPeer.ts', folder)),
  ];
  const python = await findPython();
  if (python !== undefined) {
    const inPython =
      (name: string, script: string, ...more: string[]) =>
      () =>
        contestant(name, 1, new PeerProcess(name, python, [join(scripts, script), folder, String(batchSize), ...more]));
    starters.push(
      inPython(contestants.keras, 'keras_peer.py'),
      inPython(contestants.torch, 'torch_peer.py'),
      inPython(contestants.torchTuned, 'torch_peer.py', 'channels_last'),
    );
  }
  return starters;
}

/** The environment with Keras and PyTorch; undefined, and said loudly, where there is no Python. */
async function findPython(): Promise<string | undefined> {
  const requirementsFile = join(root, 'test', 'parity', 'requirements.txt');
  try {
    return await pythonEnvironment({ cacheFolder: cacheFolder(), requirementsFile, log });
  } catch (error) {
    if (!(error instanceof PythonMissingError)) throw error;
    log(`${'*'.repeat(80)}\nKERAS AND PYTORCH ARE NOT MEASURED: ${error.message}\n${'*'.repeat(80)}`);
    return undefined;
  }
}

function contestant(name: string, share: number, peer: PeerProcess): RunningPeer {
  return { name, share, processes: [peer], train: (request) => peer.train(request) };
}

/** The product trains each model in a process of its own, which has the threads that suit it. */
function ownContestant(models: readonly string[], start: (model: string) => PeerProcess): RunningPeer {
  const byModel = new Map(models.map((model) => [model, start(model)]));
  const train = (request: Parameters<Contestant['train']>[0]) => {
    const peer = byModel.get(request.model);
    if (peer === undefined) throw new Error(`${request.model} is none of ${models.join(', ')}.`);
    return peer.train(request);
  };
  return { name: contestants.own, share: 1, processes: [...byModel.values()], train };
}

async function measureRun() {
  log('A whole run: the CNN, 3 epochs, all images…');
  const definition = join(root, 'data', 'cnn.model.jsonc');
  return measureWholeRun(join(root, 'dist', 'cli.cjs'), [definition, '--epochs', '3']);
}

function describeMachine(): Record<string, string | number> {
  const [first] = cpus();
  return {
    processor: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

main().then(
  (reached) => {
    process.exitCode = reached ? 0 : 1;
  },
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
