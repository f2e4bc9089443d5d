import type { RunEvent } from '../../src/core/run/events.js';
import { runningRun } from '../page/support/pageRuns.js';

/** Updates of an epoch. */
const BATCHES = 59;

/** A run that has just begun, and so many events that come after it: of each sixty, one ends an epoch. */
export function streamOf(count: number): { readonly begun: readonly RunEvent[]; readonly coming: readonly RunEvent[] } {
  const epochs = Math.ceil(count / (BATCHES + 1));
  const { begun, coming } = runningRun(2, { epochs });
  const ends = coming.filter(({ type }) => type === 'epochEnded');
  const [pattern] = coming.filter((event) => event.type === 'batchesTrained');
  if (pattern === undefined) throw new Error('A run has batches.');
  const stream = ends.flatMap((end, index): RunEvent[] => [
    ...Array.from({ length: BATCHES }, (_, batch) => ({
      ...pattern,
      epoch: index + 1,
      step: (batch + 1) * 12,
      loss: 0.5 + 0.3 / (1 + index + batch / BATCHES),
      accuracy: 0.9 - 0.2 / (1 + index + batch / BATCHES),
    })),
    end,
  ]);
  return { begun, coming: stream };
}
