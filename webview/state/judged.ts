import type { Judgement } from '../../src/core/comparison/judgement.js';
import { pairOf } from '../../src/core/comparison/orientPair.js';
import type { HonestReport } from '../../src/core/honesty/honestReport.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { Loading, PageData } from './pageData.js';

/**
 * What can be said of the shown runs, and how surely; asks for it. Undefined while fewer than two have been evaluated. Runs that
 * failed are asked for, too: they are named, and a plan of seeds has to know of them.
 */
export function judgementOf(data: PageData, runs: readonly ShownRun[]): Loading<Judgement> | undefined {
  const evaluated = runs.filter(({ state }) => state.evaluation !== undefined);
  const runIds = runs.filter((run) => run.state.status === 'failed' || evaluated.includes(run));
  return evaluated.length < 2 ? undefined : data.get('judgement', { runIds: runIds.map(({ runId }) => runId) });
}

/** The shown runs scored without test images in doubt; asks for it. Undefined while none has been evaluated. */
export function honestScoresOf(data: PageData, runs: readonly ShownRun[]): Loading<HonestReport | null> | undefined {
  const runIds = runs.flatMap(({ runId, state }) => (state.evaluation === undefined ? [] : runId));
  return runIds.length === 0 ? undefined : data.get('honestScores', { runIds });
}

/** The model that a run is of, as an index into `groups`; −1 where it was not judged. */
export function groupOfRun({ groups }: Pick<Judgement, 'groups'>, runId: string): number {
  return groups.findIndex(({ runIds }) => runIds.includes(runId));
}

/** A run's model held against another run's; undefined where both are of one model, or either was not judged. */
export function judgedPair(judgement: Judgement, from: string, to: string) {
  return pairOf(judgement, groupOfRun(judgement, from), groupOfRun(judgement, to));
}
