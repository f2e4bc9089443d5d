import { baselineFirst } from './baselineFirst.js';
import { type EvaluatedRuns, evaluatedRuns } from './evaluatedRuns.js';
import type { PageData } from './pageData.js';
import type { PageState } from './pageState.js';
import { sampledRuns } from './sampledRuns.js';
import { type SamplesStatus, samplesStatus } from './samplesStatus.js';

/** What views of single classes draw from: the shown runs, counted on the images of the selected split. */
export interface SplitRuns extends EvaluatedRuns {
  readonly status: SamplesStatus;
  /** What is to be said before anything else; empty where there is nothing. */
  readonly hint: string;
}

/** The shown runs with their figures of the selected split; asks for what these are counted from. */
export function splitRuns(
  data: PageData,
  { runs, baseline, history }: Pick<PageState, 'runs' | 'baseline' | 'history'>,
): SplitRuns {
  const { split } = history.present;
  // The evaluations hold the figures of the test images: nothing has to be read for them.
  const sampled = split === 'test' ? undefined : sampledRuns(data, baselineFirst(runs, baseline), split);
  const evaluated = evaluatedRuns(runs, baseline, sampled);
  const status = samplesStatus(sampled ?? { problems: [], loading: [], split });
  const isExplained = status.loading.length + status.problems.length > 0;
  const nothing = isExplained ? '' : 'There is nothing to count yet.';
  return { ...evaluated, status, hint: evaluated.all.length === 0 ? nothing : evaluated.baselineHint };
}
