import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../src/core/run/events.js';
import { parseRunRequest } from '../../src/core/run/parseEvent.js';
import type { RunRequest } from '../../src/core/run/request.js';
import type { RunState } from '../../src/core/run/state.js';
import { engineIds } from '../../src/engines/index.js';
import { findTensorFlow } from '../../src/engines/install.js';
import { readRun } from '../../src/runs/readRun.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { makeIdxParts, writeIdxParts } from './idxFixture.js';

/** The bundled trainer, as it is shipped. */
export const trainerEntry = path.resolve('dist', 'trainer.cjs');
/** The bundled command line. */
export const cliEntry = path.resolve('dist', 'cli.cjs');

/** Engines that can be tried here; the others are told on stderr. */
export const triedEngines: readonly string[] = engineIds.filter((id) => {
  const why = !existsSync(trainerEntry)
    ? 'dist/trainer.cjs is not there: npm run build'
    : id === 'tensorflow' && findTensorFlow() === undefined
      ? 'it is not installed: bakeoff engine install'
      : undefined;
  if (why !== undefined) process.stderr.write(`skipped: runs with the engine ${id}: ${why}\n`);
  return why === undefined;
});

const CALLBACKS = `[
    { "type": "reduceLearningRateOnPlateau", "monitor": "loss", "patience": 1, "minDelta": 0.2 },
    { "type": "bestCheckpoint", "monitor": "validationLoss" },
    { "type": "earlyStopping", "monitor": "validationAccuracy", "patience": 50 }
  ]`;

/** A model with all that a checkpoint must bring back: dropout, running statistics, slots, callbacks that keep weights. */
export function annText(epochs: number): string {
  return `{
  "name": "ann",
  "layers": [
    { "type": "rescale", "scale": 0.00392 },
    { "type": "flatten" },
    { "type": "dense", "units": 256, "activation": "relu" },
    { "type": "batchNormalization" },
    { "type": "dropout", "rate": 0.3 },
    { "type": "dense", "units": 3, "activation": "softmax" }
  ],
  "training": {
    "optimizer": { "type": "adamW", "learningRate": 0.002 },
    "learningRateSchedule": { "type": "cosine" },
    "batchSize": 32,
    "epochs": ${epochs},
    "callbacks": ${CALLBACKS}
  }
}
`;
}

/** The same for convolutions. */
export function cnnText(epochs: number): string {
  return annText(epochs)
    .replace('"ann"', '"cnn"')
    .replace(
      '{ "type": "flatten" },',
      `{ "type": "conv2d", "filters": 8, "kernelSize": 3, "activation": "relu" },
    { "type": "spatialDropout2d", "rate": 0.1 },
    { "type": "maxPooling2d" },
    { "type": "flatten" },`,
    );
}

/** Writes a set of small images; gives the id of the dataset. */
export function makeImages(folder: string, salt = 0): string {
  const parts = makeIdxParts({ trainCount: 400, testCount: 60, shape: [16, 12], salt });
  return `idx:${writeIdxParts(path.join(folder, `images-${salt}`), parts)}`;
}

/** What to train. */
export function requestOf(engine: string, dataset: string, definitionText: string): RunRequest {
  const request = parseRunRequest({
    definitionText,
    definitionPath: '/models/model.jsonc',
    dataset,
    seed: 5,
    validationSplit: 0.2,
    recipe: {},
    engine,
  });
  if (request === undefined) throw new Error(`no request for the engine ${engine}`);
  return request;
}

/** A training that goes on: its process, its folder, and its end. */
export interface Attempt {
  readonly folder: string;
  readonly trainer: TrainerProcess;
  /** All events of this process, when it is gone. */
  readonly events: Promise<readonly RunEvent[]>;
}

/** Starts a run in a folder of its own under `root`. */
export async function startRun(root: string, request: RunRequest, time = Date.now()): Promise<Attempt> {
  mkdirSync(root, { recursive: true });
  const { folder } = await createRunFolder(root, { modelName: 'fault', seed: request.seed, time });
  return follow(folder, TrainerProcess.start({ entry: trainerEntry, runFolder: folder, request }));
}

/** Goes on with a run. @throws ResumeError, RunBusyError */
export async function resumeRun(folder: string): Promise<Attempt> {
  return follow(folder, await TrainerProcess.resume({ entry: trainerEntry, runFolder: folder }));
}

function follow(folder: string, trainer: TrainerProcess): Attempt {
  const collect = async () => {
    const events: RunEvent[] = [];
    for await (const event of trainer.events) events.push(event);
    await trainer.exited;
    return events;
  };
  return { folder, trainer, events: collect() };
}

/** Ends a trainer as a crash would. */
export async function crash({ trainer, events }: Attempt, afterMs: number): Promise<boolean> {
  await Promise.race([sleep(afterMs), events]);
  if (trainer.pid === undefined) throw new Error('the trainer was not started');
  try {
    process.kill(trainer.pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
  await events;
  return (await trainer.exited).signal === 'SIGKILL';
}

/** Resolves when a run has finished so many epochs. */
export async function epochsOf(folder: string, count: number): Promise<void> {
  while ((await readRun(folder)).state.epochs.length < count) await sleep(5);
}

/** All that must be the same however a run came about: bits of weights and predictions, every figure, no times. */
export async function outcomeOf(folder: string): Promise<Record<string, unknown>> {
  const { state } = await readRun(folder);
  const hashOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
  return {
    status: state.status,
    weights: hashOf('weights.bin'),
    weightsHash: state.weightsHash,
    predictions: hashOf('predictions.bin'),
    ...timeless(state),
  };
}

/** A run's state without times and without what tells of interruptions. */
function timeless(state: RunState): Record<string, unknown> {
  const { epochs, learningRateDrops, bestEpoch, restoredEpoch, earlyStop, evaluation } = state;
  return {
    epochs: epochs.map(({ trainDurationMs: _, durationMs: __, ...figures }) => figures),
    drops: learningRateDrops.map(({ time: _, ...drop }) => drop),
    stop: earlyStop?.epoch,
    bestEpoch,
    restoredEpoch,
    evaluation,
  };
}
