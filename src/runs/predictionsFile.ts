import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { RunStarted } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import { heldOutCount } from '../core/training/folds.js';
import type { PredictedSplit } from '../core/training/split.js';
import { openRegularFile, readBytes } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { bytesToFloats, floatsToBytes } from './floatBytes.js';
import { runFiles } from './runFolder.js';

/** A million test images of 250 classes. */
const MAXIMUM_BYTES = 10 ** 9;

/** Stored predictions that cannot be read: what, where, and what was found. */
export class PredictionsError extends Error {
  override readonly name = 'PredictionsError';

  constructor(
    message: string,
    /** `missing`: nothing is stored (yet). */
    readonly code: 'missing' | 'damaged' = 'damaged',
  ) {
    super(message);
  }
}

const files: Readonly<Record<PredictedSplit, string>> = {
  train: runFiles.trainPredictions,
  validation: runFiles.validationPredictions,
  test: runFiles.predictions,
  heldOut: runFiles.heldOutPredictions,
};

/** Probabilities that a run gives the images of a split, in the order of `imagesOfSplit`. */
export interface StoredPredictions {
  /** `count × classCount`, row-major. */
  readonly probabilities: Float32Array;
  readonly count: number;
  readonly classCount: number;
}

/** Writes probabilities `[count, classCount]`: `predictions.bin` for the test images. @throws Error when the disk refuses. */
export async function writePredictions(
  folder: string,
  probabilities: Float32Array,
  split: PredictedSplit = 'test',
): Promise<void> {
  await writeAtomically(path.join(folder, files[split]), floatsToBytes(probabilities));
}

/** Takes away what was computed with other weights; predictions of the test images are written anew with the weights. */
export async function removeComputedPredictions(folder: string): Promise<void> {
  for (const name of [files.train, files.validation, files.heldOut]) await rm(path.join(folder, name), { force: true });
}

/**
 * Reads the predictions of a split; `state` says how many images and classes they must be of, before anything is allocated.
 * @throws PredictionsError when the file is missing or has another size, or the run never said what it tested.
 */
export async function readPredictions(
  folder: string,
  { started }: Pick<RunState, 'started'>,
  split: PredictedSplit = 'test',
): Promise<StoredPredictions> {
  const file = path.join(folder, files[split]);
  if (started === undefined)
    throw new PredictionsError(`${file} cannot be read: the run's events do not say how many images it holds.`);
  const count = countOf(started, split);
  const classCount = started.dataset.classNames.length;
  const limits = { maximumBytes: Number.MAX_SAFE_INTEGER, refuseLinks: true };
  const { handle, size } = await openRegularFile(file, limits).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT')
      throw new PredictionsError(`The predictions ${file} cannot be opened: ${error.message}`);
    const why = split === 'test' ? 'it ended before its evaluation' : `none were computed of its ${split} images`;
    throw new PredictionsError(`The run has no stored predictions (${file}): ${why}.`, 'missing');
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

function countOf(
  { trainCount, validationCount, testCount, dataset, request }: RunStarted,
  split: PredictedSplit,
): number {
  if (split === 'heldOut') return request.fold === undefined ? 0 : heldOutCount(dataset.trainCount, request.fold);
  return { train: trainCount, validation: validationCount, test: testCount }[split];
}
