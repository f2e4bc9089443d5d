import { printable } from '../../src/core/format.js';
import type { PageState } from './pageState.js';

/** Why there is nothing to draw, and what can be done about it. */
export interface Absence {
  readonly title: string;
  readonly texts: readonly string[];
  readonly isLoading: boolean;
  readonly actions: readonly ('trainModel' | 'pickRuns')[];
}

/** Undefined where there is a run to draw. */
export function absenceOf({ isReady, runs, missing, canTrain }: PageState): Absence | undefined {
  if (!isReady) return { title: 'Reading the runs …', texts: [], isLoading: true, actions: [] };
  if (runs.length > 0) return undefined;
  const actions = canTrain ? (['trainModel', 'pickRuns'] as const) : (['pickRuns'] as const);
  if (missing.length > 0)
    return {
      title: 'The runs cannot be shown',
      texts: missing.map(({ runId, reason }) => `${printable(runId)}: ${printable(reason)}`),
      isLoading: false,
      actions,
    };
  return {
    title: 'No run is selected',
    texts: [
      canTrain
        ? 'Train a model, or choose runs that are there: its curves appear here as it trains.'
        : 'Choose runs that are there. Nothing can be trained in Restricted Mode.',
    ],
    isLoading: false,
    actions,
  };
}
