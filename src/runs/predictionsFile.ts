import path from 'node:path';
import type { RunState } from '../core/run/state.js';
import { openRegularFile, readBytes } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { bytesToFloats, floatsToBytes } from './floatBytes.js';
import { runFiles } from './runFolder.js';

/** A million test images of 250 classes. */
const MAXIMUM_BYTES = 10 ** 9;

/** Stored predictions that cannot be read: what, where, and what was found. */
export class PredictionsError extends Error {
  override readonly name = 'PredictionsError';
}

/** Test probabilities of a run. */
export interface StoredPredictions {
  /** `count × classCount`, row-major. */
  readonly probabilities: Float32Array;
  readonly count: number;
  readonly classCount: number;
}

/** Writes test probabilities `[count, classCount]` as `predictions.bin`. @throws Error when the disk refuses. */
export async function writePredictions(folder: string, probabilities: Float32Array): Promise<void> {
  await writeAtomically(path.join(folder, runFiles.predictions), floatsToBytes(probabilities));
}

/**
 * Reads `predictions.bin`; `state` says how many images and classes it must hold, before anything is allocated.
 * @throws PredictionsError when the file is missing or has another size, or the run never said what it tested.
 */
export async function readPredictions(folder: string, state: RunState): Promise<StoredPredictions> {
  const file = path.join(folder, runFiles.predictions);
  if (state.started === undefined)
    throw new PredictionsError(`${file} cannot be read: the run's events do not say how many images it holds.`);
  const count = state.started.testCount;
  const classCount = state.started.dataset.classNames.length;
  const limits = { maximumBytes: Number.MAX_SAFE_INTEGER, refuseLinks: true };
  const { handle, size } = await openRegularFile(file, limits).catch((error: NodeJS.ErrnoException) => {
    throw new PredictionsError(
      error.code === 'ENOENT'
        ? `The run has no stored predictions (${file}): it ended before its evaluation.`
        : `The predictions ${file} cannot be opened: ${error.message}`,
    );
  });
  try {
    const expected = count * classCount * 4;
    // Images of no class take no bytes, and there may be as many as somebody likes to claim.
    if (expected > MAXIMUM_BYTES || classCount === 0)
      throw new PredictionsError(
        `${count} images of ${classCount} classes are claimed by the run's events; predictions of at most ${MAXIMUM_BYTES} bytes are read.`,
      );
    if (size !== expected)
      throw new PredictionsError(
        `${file} has ${size} bytes; ${count} images of ${classCount} classes need ${expected}.`,
      );
    return { probabilities: bytesToFloats(await readBytes(handle, size)), count, classCount };
  } finally {
    await handle.close();
  }
}
