import { formatPercent, printable } from '../../src/core/format.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { Split } from '../../src/protocol/samples.js';
import type { SampledRun } from '../gallery/galleryModel.js';
import type { PageData } from './pageData.js';
import type { PageProblem } from './pageState.js';
import { runSamples } from './runSamples.js';
import { runName } from './runText.js';

/** A run about whose images nothing can be said, and why. */
export interface RunProblem extends PageProblem {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
}

/** How far the page is with what runs say of the images of a split. */
export interface SampledRuns {
  readonly split: Split;
  /** Runs whose images can be looked at, as they are shown. */
  readonly ready: readonly SampledRun[];
  /** One line for each run that is being read or computed. */
  readonly loading: readonly string[];
  readonly problems: readonly RunProblem[];
  /** Runs that have not been evaluated. */
  readonly unevaluated: readonly ShownRun[];
}

/** What is known of the images of runs; asks for what is not. */
export function sampledRuns(data: PageData, runs: readonly ShownRun[], split: Split): SampledRuns {
  const ready: SampledRun[] = [];
  const loading: string[] = [];
  const problems: RunProblem[] = [];
  const unevaluated: ShownRun[] = [];
  for (const run of runs) {
    const about = { runId: run.runId, letter: run.letter, name: runName(run) };
    const samples = runSamples(data, run, split);
    if (samples === undefined) unevaluated.push(run);
    else if (samples.kind === 'ready') ready.push({ ...about, samples: samples.value });
    else if (samples.kind === 'failed') problems.push({ ...about, ...samples.problem });
    else {
      const { message = 'its predictions are being read …', fraction } = samples.progress ?? {};
      const share = fraction === undefined ? '' : ` (${formatPercent(fraction, 0)})`;
      loading.push(`${about.letter} ${about.name}: ${printable(message)}${share}`);
    }
  }
  return { split, ready, loading, problems, unevaluated };
}

/** Names of the classes, printable. */
export function classNamesOf({ samples }: SampledRun): string[] {
  return Array.from({ length: samples.classCount }, (_, index) =>
    printable(samples.classNames[index] ?? `class ${index}`),
  );
}
