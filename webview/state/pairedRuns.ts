import { type PairedCounts, pairedCountsByClass } from '../../src/core/statistics/pairedCounts.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { Split, SplitSamples } from '../../src/protocol/samples.js';
import type { PageData } from './pageData.js';
import { problemText } from './problemText.js';
import { runSamples } from './runSamples.js';

/** How far the page is with holding runs against the baseline image by image. */
export interface PairedRuns {
  /** By the run's id, those that are known. The same map as long as it holds the same. */
  readonly pairs: ReadonlyMap<string, readonly PairedCounts[]>;
  readonly isLoading: boolean;
  /** Why some are not to be had; empty where none is missing. */
  readonly problem: string;
}

/** Counts the images of a split that runs and the baseline get right; each pair of runs once. */
export function pairedRuns(): (
  data: PageData,
  runs: readonly ShownRun[],
  baseline: ShownRun,
  split: Split,
) => PairedRuns {
  const counted = new WeakMap<SplitSamples, WeakMap<SplitSamples, readonly PairedCounts[] | string>>();
  let last: PairedRuns['pairs'] = new Map();
  const pairsOf = (run: SplitSamples, baseline: SplitSamples): readonly PairedCounts[] | string => {
    const ofBaseline = counted.get(baseline) ?? new WeakMap<SplitSamples, readonly PairedCounts[] | string>();
    counted.set(baseline, ofBaseline);
    const pairs = ofBaseline.get(run) ?? countedOrReason(run, baseline);
    ofBaseline.set(run, pairs);
    return pairs;
  };
  return (data, runs, baseline, split) => {
    const known = new Map<string, readonly PairedCounts[]>();
    const problems = new Set<string>();
    let isLoading = false;
    const ofBaseline = runSamples(data, baseline, split);
    for (const run of runs) {
      if (run.runId === baseline.runId) continue;
      const samples = runSamples(data, run, split);
      for (const loading of [ofBaseline, samples]) {
        if (loading?.kind === 'failed') problems.add(problemText(loading.problem));
        if (loading?.kind === 'loading') isLoading = true;
      }
      if (samples?.kind !== 'ready' || ofBaseline?.kind !== 'ready') continue;
      const pairs = pairsOf(samples.value, ofBaseline.value);
      if (typeof pairs === 'string') problems.add(pairs);
      else known.set(run.runId, pairs);
    }
    const isSame = known.size === last.size && [...known].every(([runId, pairs]) => last.get(runId) === pairs);
    if (!isSame) last = known;
    return { pairs: last, isLoading, problem: [...problems].join(' ') };
  };
}

function countedOrReason(run: SplitSamples, baseline: SplitSamples): readonly PairedCounts[] | string {
  try {
    return pairedCountsByClass(run, baseline);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
