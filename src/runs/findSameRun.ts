import { isDeepStrictEqual } from 'node:util';
import type { Recipe } from '../core/definition/definition.js';
import { parseModel } from '../core/definition/parseModel.js';
import { applyRecipe } from '../core/definition/recipe.js';
import type { RunRequest } from '../core/run/request.js';
import { type ListedRun, listRuns } from './listRuns.js';
import { readRun, type StoredRun } from './readRun.js';
import { whyNotResumable } from './resumePoint.js';
import { textHash } from './textHash.js';

/** A training, with what decides its outcome beside the request. */
export interface WantedRun {
  readonly request: RunRequest;
  /** Of the dataset that would be used now. */
  readonly checksum: string;
  /**
   * Of the engine that would compute now. Absent: whatever `auto` took for a run that was asked for with it; a run of the
   * engine that the request names, too.
   */
  readonly engineId?: string;
}

/** A run of the very training that is wanted. */
export interface SameRun {
  readonly run: StoredRun;
  /** It was cut off or stopped, and can go on; else it has come to the end that it would come to again. */
  readonly isResumable: boolean;
}

/**
 * Looks under a root for a run that was asked for the same: definition text, recipe, images, split, fold, seed, engine. One that
 * has ended goes before one that can be resumed, and a newer one before an older one; one that is being trained is not taken. A
 * loss that is no number is an end, too: it comes again with the same seed. Undefined where there is none. `only`: others than
 * complete ones, which have been evaluated, are passed over. Never throws.
 */
export async function findSameRun(root: string, wanted: WantedRun, only?: 'complete'): Promise<SameRun | undefined> {
  return (await findSameRuns(root, [wanted], only))[0];
}

/** `findSameRun` for several, in their order: the root is listed once. */
export async function findSameRuns(
  root: string,
  wanted: readonly WantedRun[],
  only?: 'complete',
): Promise<(SameRun | undefined)[]> {
  const { runs } = await listRuns(root);
  const found: (SameRun | undefined)[] = [];
  for (const one of wanted) found.push(await findAmong(runs, one, only));
  return found;
}

async function findAmong(
  runs: readonly ListedRun[],
  wanted: WantedRun,
  only: 'complete' | undefined,
): Promise<SameRun | undefined> {
  const { request, checksum } = wanted;
  const hash = textHash(request.definitionText);
  const recipe = recipeOf(request);
  if (recipe === undefined) return undefined;
  const candidates = runs.filter(
    (run) =>
      run.definitionHash === hash &&
      run.seed === request.seed &&
      run.dataset?.checksum === checksum &&
      run.status !== 'running' &&
      (only === undefined || run.status === 'completed'),
  );
  let resumable: SameRun | undefined;
  for (const { folder } of candidates.toReversed()) {
    const run = await readRun(folder);
    if (!isSame(run, wanted, recipe) || run.state.started?.request.seed !== request.seed) continue;
    const { status, failure, evaluation } = run.state;
    if (only === 'complete' && (status !== 'completed' || evaluation === undefined)) continue;
    if (status === 'completed' || failure?.code === 'loss-not-finite') return { run, isResumable: false };
    if (status !== 'running' && whyNotResumable(run.state) === undefined) resumable ??= { run, isResumable: true };
  }
  return resumable;
}

/** Most runs of one training that are read for their times. */
const MOST_TIMED = 3;

/** How long the latest trainings of each wanted one took, with whatever seed, in milliseconds. Never throws. */
export async function trainingTimes(root: string, wanted: readonly WantedRun[]): Promise<number[][]> {
  const { runs } = await listRuns(root);
  const times: number[][] = [];
  for (const one of wanted) {
    const hash = textHash(one.request.definitionText);
    const recipe = recipeOf(one.request);
    const candidates = runs.filter(
      ({ status, definitionHash, dataset }) =>
        status === 'completed' && definitionHash === hash && dataset?.checksum === one.checksum,
    );
    const took: number[] = [];
    for (const { folder } of candidates.slice(-MOST_TIMED)) {
      const run = await readRun(folder);
      const { durationMs, evaluation } = run.state;
      const isTimed = recipe !== undefined && evaluation !== undefined && isSame(run, one, recipe);
      if (isTimed && durationMs !== undefined) took.push(durationMs);
    }
    times.push(took);
  }
  return times;
}

/** What a request trains with; undefined where its definition cannot be read. */
function recipeOf({ definitionText, recipe }: RunRequest): Recipe | undefined {
  const definition = parseModel(definitionText).value;
  if (definition === undefined) return undefined;
  // What went through a file has lost what is undefined.
  return JSON.parse(JSON.stringify(applyRecipe(definition.recipe, recipe)));
}

/** But for the seed. */
function isSame({ state }: StoredRun, { request, checksum, engineId }: WantedRun, recipe: Recipe): boolean {
  const { started } = state;
  if (started === undefined) return false;
  const asked = (of: RunRequest) => [of.definitionText, of.validationSplit, of.limit, of.fold];
  const hasSameEngine =
    engineId === undefined
      ? started.request.engine === request.engine || started.engine.id === request.engine
      : started.engine.id === engineId;
  return (
    hasSameEngine &&
    isDeepStrictEqual(asked(started.request), asked(request)) &&
    started.dataset.checksum === checksum &&
    isDeepStrictEqual(started.recipe, recipe)
  );
}
