import type { RunState } from '../core/run/state.js';
import { sweepsOf } from '../core/sweep/sweepTrials.js';

/** More models beside each other nobody reads, and each pair more makes all verdicts weaker. */
const MOST_COMPARED = 4;

/**
 * Of a comparison with a sweep what is put side by side: all models that are not varied, and of each that is the variants with
 * the best validation accuracy that were trained to the end. Without a sweep all.
 */
export function leadingRuns<T extends { readonly state: RunState }>(runs: readonly T[]): T[] {
  const sweeps = sweepsOf(runs.map(({ state }) => state));
  if (sweeps.length === 0) return [...runs];
  const each = Math.max(Math.floor(MOST_COMPARED / sweeps.length), 1);
  const leading = sweeps.flatMap(({ trials, best }) => {
    const complete = trials.filter(({ isComplete }) => isComplete).slice(0, each);
    return (complete.length > 0 ? complete : best === null ? [] : [best]).flatMap((trial) => trial.runs);
  });
  const kept = runs.filter(({ state }) => state.started?.request.sweep === undefined);
  return [...kept, ...leading.flatMap((run) => runs[run] ?? [])];
}
