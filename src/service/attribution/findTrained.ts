import { sameValue } from '../../core/run/definitionDifference.js';
import { listRuns } from '../../runs/listRuns.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { textHash } from '../../runs/textHash.js';
import type { AttributionSetup } from './attributionSetup.js';

/** A model with one of its seeds. */
export interface WantedRun {
  readonly text: string;
  readonly seed: number;
}

/**
 * For each model and seed a run that was trained and evaluated just so: the same text, seed, setup and images (by their
 * checksum); the latest of several, undefined where there is none. Never throws.
 */
export async function findTrained(
  root: string,
  wanted: readonly WantedRun[],
  setup: AttributionSetup,
  checksum: string,
): Promise<(StoredRun | undefined)[]> {
  const { runs } = await listRuns(root);
  const completed = runs.filter(
    ({ status, testAccuracy, dataset }) =>
      status === 'completed' && testAccuracy !== undefined && dataset?.checksum === checksum,
  );
  const found: (StoredRun | undefined)[] = [];
  for (const { text, seed } of wanted) {
    const hash = textHash(text);
    const candidates = completed.filter((run) => run.definitionHash === hash && run.seed === seed).toReversed();
    let match: StoredRun | undefined;
    for (const { folder } of candidates) {
      const run = await readRun(folder);
      if (!isOfSetup(run, text, setup)) continue;
      match = run;
      break;
    }
    found.push(match);
  }
  return found;
}

/** Most runs of one text that are read for their times. */
const MOST_TIMED = 3;

/** How long the latest trainings of each text took with a setup, with whatever seed, in milliseconds. Never throws. */
export async function trainingTimes(
  root: string,
  texts: readonly string[],
  setup: AttributionSetup,
  checksum: string,
): Promise<number[][]> {
  const { runs } = await listRuns(root);
  const times: number[][] = [];
  for (const text of texts) {
    const hash = textHash(text);
    const candidates = runs.filter(
      ({ status, definitionHash, dataset }) =>
        status === 'completed' && definitionHash === hash && dataset?.checksum === checksum,
    );
    const took: number[] = [];
    for (const { folder } of candidates.slice(-MOST_TIMED)) {
      const run = await readRun(folder);
      if (isOfSetup(run, text, setup) && run.state.durationMs !== undefined) took.push(run.state.durationMs);
    }
    times.push(took);
  }
  return times;
}

function isOfSetup({ state }: StoredRun, text: string, setup: AttributionSetup): boolean {
  const { started, evaluation } = state;
  if (started === undefined || evaluation === undefined) return false;
  const { request, engine } = started;
  return (
    request.definitionText === text &&
    request.validationSplit === setup.validationSplit &&
    request.limit === setup.limit &&
    sameValue(request.recipe, setup.recipe) &&
    (request.engine === setup.engine || engine.id === setup.engine)
  );
}
