import type { ShownRun } from '../../src/protocol/page.js';
import type { Split, SplitSamples } from '../../src/protocol/samples.js';
import type { Loading, PageData } from './pageData.js';

/**
 * What a run says of the images of a split; undefined while it has not been evaluated, so that there is nothing to ask for.
 * After it has gone on and ended again, its answer is another.
 */
export function runSamples(data: PageData, run: ShownRun, split: Split): Loading<SplitSamples> | undefined {
  const { runId, state } = run;
  if (state.evaluation === undefined) return undefined;
  return data.get('readSamples', { runId, split }, String(state.lastTime));
}
