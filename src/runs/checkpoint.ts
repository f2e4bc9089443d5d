import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TensorData } from '../core/engine.js';
import { writeAtomically } from './atomicWrite.js';
import { runFiles } from './runFolder.js';
import { readWeights, writeWeights } from './weightsFile.js';

const STATE = 'state.json';

/** What training can go on from. */
export interface Checkpoint {
  /** Weights, statistics and, if they were given, the optimizer's slots. */
  readonly tensors: Readonly<Record<string, TensorData>>;
  /** As it was given to `writeCheckpoint`, through JSON. */
  readonly state: unknown;
}

/**
 * Replaces `checkpoint/` whole: written beside, then renamed. A crash at any point leaves the old one or the new one for
 * `readCheckpoint`. @throws Error when the disk refuses.
 */
export async function writeCheckpoint(
  folder: string,
  tensors: Readonly<Record<string, TensorData>>,
  state: unknown,
): Promise<void> {
  const { place, beside, old } = placesOf(folder);
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside);
  await writeWeights(beside, tensors);
  await writeAtomically(path.join(beside, STATE), JSON.stringify(state));
  // A folder cannot be renamed over another: the old one steps aside, and goes when the new one is in place.
  if (existsSync(place)) {
    await rm(old, { recursive: true, force: true });
    await rename(place, old);
  }
  await rename(beside, place);
  await rm(old, { recursive: true, force: true });
}

/**
 * The newest whole checkpoint; undefined if there is none.
 * @throws WeightsError or Error when there is one that cannot be read.
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const { place, old } = placesOf(folder);
  for (const candidate of [place, old]) {
    const state = await readFile(path.join(candidate, STATE), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (state !== undefined) return { tensors: await readWeights(candidate), state: JSON.parse(state) };
  }
  return undefined;
}

function placesOf(folder: string): { readonly place: string; readonly beside: string; readonly old: string } {
  const place = path.join(folder, runFiles.checkpoint);
  return { place, beside: `${place}.new`, old: `${place}.old` };
}
