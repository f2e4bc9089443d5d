import { isDeepStrictEqual } from 'node:util';
import { parseModel } from '../core/definition/parseModel.js';
import { applyRecipe } from '../core/definition/recipe.js';
import type { RunRequest } from '../core/run/request.js';
import { listRuns } from './listRuns.js';
import { readRun, type StoredRun } from './readRun.js';
import { whyNotResumable } from './resumePoint.js';
import { textHash } from './textHash.js';

/** A training, with what decides its outcome beside the request. */
export interface WantedRun {
  readonly request: RunRequest;
  /** Of the dataset that would be used now. */
  readonly checksum: string;
  /** Of the engine that would compute now. */
  readonly engineId: string;
}

/** A run of the very training that is wanted. */
export interface SameRun {
  readonly run: StoredRun;
  /** It was cut off or stopped, and can go on; else it has come to the end that it would come to again. */
  readonly isResumable: boolean;
}

/**
 * Looks under a root for a run that was asked for the same: definition text, recipe, images, split, seed, engine. One that has
 * ended goes before one that can be resumed, and a newer one before an older one; one that is being trained is not taken. A
 * loss that is no number is an end, too: it comes again with the same seed. Undefined where there is none. `only`: others than
 * complete ones, which have been evaluated, are passed over.
 */
export async function findSameRun(root: string, wanted: WantedRun, only?: 'complete'): Promise<SameRun | undefined> {
  const { request, checksum, engineId } = wanted;
  const { runs } = await listRuns(root);
  const hash = textHash(request.definitionText);
  const candidates = runs.filter(
    (run) =>
      run.definitionHash === hash &&
      run.seed === request.seed &&
      run.dataset?.checksum === checksum &&
      run.engineId === engineId &&
      run.status !== 'running',
  );
  let resumable: SameRun | undefined;
  for (const { folder } of candidates.toReversed()) {
    const run = await readRun(folder);
    if (!isSame(run, wanted)) continue;
    const { status, failure, evaluation } = run.state;
    if (only === 'complete' && (status !== 'completed' || evaluation === undefined)) continue;
    if (status === 'completed' || failure?.code === 'loss-not-finite') return { run, isResumable: false };
    if (status !== 'running' && whyNotResumable(run.state) === undefined) resumable ??= { run, isResumable: true };
  }
  return resumable;
}

function isSame({ state }: StoredRun, { request, checksum, engineId }: WantedRun): boolean {
  const { started } = state;
  const definition = parseModel(request.definitionText).value;
  if (started === undefined || definition === undefined) return false;
  const asked = (of: RunRequest) => [of.definitionText, of.seed, of.validationSplit, of.limit];
  return (
    isDeepStrictEqual(asked(started.request), asked(request)) &&
    started.dataset.checksum === checksum &&
    started.engine.id === engineId &&
    // What went through a file has lost what is undefined.
    isDeepStrictEqual(started.recipe, JSON.parse(JSON.stringify(applyRecipe(definition.recipe, request.recipe))))
  );
}
