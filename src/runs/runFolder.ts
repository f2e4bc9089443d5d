import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRunId, type RunIdParts } from './runId.js';

/** Names within a run folder. */
export const runFiles = {
  request: 'request.json',
  definition: 'definition.model.jsonc',
  record: 'run.json',
  events: 'events.ndjson',
  predictions: 'predictions.bin',
  trainPredictions: 'predictions.train.bin',
  validationPredictions: 'predictions.validation.bin',
  heldOutPredictions: 'predictions.heldOut.bin',
  layers: 'layers.json',
  layerVotes: 'layers.bin',
  weights: 'weights.bin',
  weightsIndex: 'weights.json',
  checkpoint: 'checkpoint',
  log: 'trainer.log',
  process: 'trainer.pid',
  verification: 'verification.json',
  label: 'label.json',
  stopRequest: 'stop.json',
  watchers: 'watchers',
  /** Of a run whose job may go on, on a cluster: see `ray/rayRunFile.ts`. */
  rayJob: 'ray.json',
} as const;

/** The runs root under `folder` unless another is asked for: `<folder>/.bakeoff/runs`. */
export function defaultRunsRoot(folder: string): string {
  return path.join(folder, '.bakeoff', 'runs');
}

/** A folder for a run, just made. */
export interface NewRunFolder {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Makes a runs root where it is missing. A `.bakeoff` that is made on the way gets an ignore file, so that nobody commits
 * weights by mistake. @throws Error when the file system refuses, with the path.
 */
export async function makeRunsRoot(root: string): Promise<void> {
  const absolute = path.resolve(root);
  const parent = path.dirname(absolute);
  const isNewParent = path.basename(parent) === '.bakeoff' && !existsSync(parent);
  await mkdir(absolute, { recursive: true });
  if (isNewParent) await writeFile(path.join(parent, '.gitignore'), '*\n', { flag: 'wx' }).catch(ignoreExisting);
}

/** Makes an empty folder with a new id under `root`, and the root if need be. @throws Error as `makeRunsRoot` */
export async function createRunFolder(root: string, parts: RunIdParts): Promise<NewRunFolder> {
  const absolute = path.resolve(root);
  await makeRunsRoot(root);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const runId = createRunId(parts);
    const folder = path.join(absolute, runId);
    try {
      await mkdir(folder);
      return { runId, folder };
    } catch (error) {
      ignoreExisting(error);
    }
  }
  throw new Error(`No free run id under ${absolute}: 100 random ids were taken.`);
}

/** Swallows "exists already", throws anything else. */
function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
