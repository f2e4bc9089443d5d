import { printable } from '../../src/core/format.js';
import { problemText } from './problemText.js';
import type { SampledRuns } from './sampledRuns.js';

/** What is to be said of predictions that are not there. */
export interface SamplesStatus {
  readonly problems: readonly string[];
  /** One line for each run that is being read or computed. */
  readonly loading: readonly string[];
  /** What is under way may take minutes. */
  readonly canCancel: boolean;
}

/** How far the page is with the predictions of a split, in words. */
export function samplesStatus({
  problems,
  loading,
  split,
}: Pick<SampledRuns, 'problems' | 'loading' | 'split'>): SamplesStatus {
  return {
    problems: problems.map((problem) => `${problem.letter} ${problem.name}: ${printable(problemText(problem))}`),
    loading,
    canCancel: loading.length > 0 && split !== 'test',
  };
}
