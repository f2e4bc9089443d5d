import { isDeepStrictEqual } from 'node:util';
import type { FoldPredictions } from '../core/honesty/labelFindings.js';
import type { RunRequest } from '../core/run/request.js';
import { heldOutImages } from '../core/training/folds.js';
import { listRuns } from './listRuns.js';
import { PredictionsError, readPredictions } from './predictionsFile.js';
import { readRun, type StoredRun } from './readRun.js';
import { readRequest } from './requestFile.js';
import { textHash } from './textHash.js';
import type { PredictSplitMessage } from './trainerMessages.js';

/** A run that was asked to do the very same before. */
export interface EarlierRun {
  readonly run: StoredRun;
  /** It has come to its end; else it can be gone on with. */
  readonly isComplete: boolean;
}

/**
 * The latest run under `root` that was asked for `request` and is complete, else one that can be gone on with. `checksum`: of
 * the images as they are now; a run that used others is none.
 */
export async function findEarlierRun(
  root: string,
  request: RunRequest,
  checksum: string,
): Promise<EarlierRun | undefined> {
  const { runs } = await listRuns(root);
  const hash = textHash(request.definitionText);
  const candidates = runs
    .filter(({ status, seed, definitionHash, dataset, isResumable }) => {
      const isUsable = status === 'completed' || isResumable;
      const hasSameImages = dataset === undefined || dataset.checksum === checksum;
      return isUsable && seed === request.seed && definitionHash === hash && hasSameImages;
    })
    .reverse()
    .sort((a, b) => Number(b.status === 'completed') - Number(a.status === 'completed'));
  for (const { folder, status } of candidates) {
    const run = await readRun(folder);
    const asked = run.state.started?.request ?? (await readRequest(folder));
    if (asked === undefined || !isSameRequest(asked, request)) continue;
    if (run.state.status !== 'running') return { run, isComplete: status === 'completed' };
  }
  return undefined;
}

/** Where the text came from does not matter: the text is there. */
function isSameRequest(one: RunRequest, other: RunRequest): boolean {
  const essence = ({ definitionPath: _, comparison: __, ...request }: RunRequest) =>
    JSON.parse(JSON.stringify(request));
  return isDeepStrictEqual(essence(one), essence(other));
}

/**
 * What a fold's run says of the images that it has not seen.
 * @throws PredictionsError `missing` while those of the held-out images are to be computed (`predictSplit`), or `damaged`.
 */
export async function readFold({ runId, folder, state }: StoredRun): Promise<FoldPredictions> {
  const { started } = state;
  const fold = started?.request.fold;
  if (started === undefined || fold === undefined) throw new PredictionsError(`${runId} is not a fold's run.`);
  const [heldOut, test] = await Promise.all([
    readPredictions(folder, state, 'heldOut'),
    readPredictions(folder, state, 'test'),
  ]);
  const { seed } = started.request;
  return {
    runId,
    heldOut: heldOutImages(started.dataset.trainCount, { seed, fold }),
    probabilities: heldOut.probabilities,
    test: test.probabilities,
  };
}

/**
 * The same, once `predict` has had a trainer judge the held-out images where nobody has. @throws PredictionsError; what
 * `predict` throws.
 */
export async function foldPredictions(
  run: StoredRun,
  predict: (task: Omit<PredictSplitMessage, 'id'>) => Promise<void>,
): Promise<FoldPredictions> {
  try {
    return await readFold(run);
  } catch (error) {
    if (!(error instanceof PredictionsError) || error.code !== 'missing') throw error;
  }
  await predict({ type: 'predictSplit', runFolder: run.folder, split: 'heldOut' });
  return readFold(run);
}
