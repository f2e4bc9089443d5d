import { formatDuration, formatPercent } from '../format.js';
import type { RunState } from './state.js';

/** What a run's time went into. */
export type TimePart = 'features' | 'steps' | 'validation' | 'evaluation' | 'layers' | 'rest';

/** Milliseconds, those that are known, in the order in which they came. */
export type TimeSpent = readonly { readonly part: TimePart; readonly ms: number }[];

const words: Readonly<Record<TimePart, string>> = {
  features: 'features of frozen layers',
  steps: 'training steps',
  validation: 'validation',
  evaluation: 'evaluation',
  layers: 'looking at the layers',
  rest: 'the rest',
};

/** What a run has spent its time on; the rest are starting, reading images and writing checkpoints. Empty before the end. */
export function timeSpent(state: RunState): TimeSpent {
  const { epochs, phases = [], evaluationDurationMs, layersDurationMs, durationMs } = state;
  if (durationMs === undefined) return [];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const features = phases.flatMap(({ features: of }) => of?.durationMs ?? []);
  const steps = sum(epochs.map(({ trainDurationMs }) => trainDurationMs));
  const known: { readonly part: TimePart; readonly ms: number }[] = [
    ...(features.length === 0 ? [] : [{ part: 'features' as const, ms: sum(features) }]),
    ...(epochs.length === 0
      ? []
      : [
          { part: 'steps' as const, ms: steps },
          { part: 'validation' as const, ms: Math.max(0, sum(epochs.map((epoch) => epoch.durationMs)) - steps) },
        ]),
    ...(evaluationDurationMs === undefined ? [] : [{ part: 'evaluation' as const, ms: evaluationDurationMs }]),
    ...(layersDurationMs === undefined ? [] : [{ part: 'layers' as const, ms: layersDurationMs }]),
  ];
  return [...known, { part: 'rest', ms: Math.max(0, durationMs - sum(known.map(({ ms }) => ms))) }];
}

/** The same in words, with shares of the whole: `training steps 38 s (85.2 %), validation 3.1 s (6.9 %), …`. */
export function timeText(spent: TimeSpent): string {
  const whole = spent.reduce((total, { ms }) => total + ms, 0);
  return spent
    .map(({ part, ms }) => `${words[part]} ${formatDuration(ms)} (${formatPercent(whole === 0 ? null : ms / whole)})`)
    .join(', ');
}
