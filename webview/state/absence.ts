import { printable } from '../../src/core/format.js';
import type { PageState } from './pageState.js';
import { initialHistory } from './selectionHistory.js';

/** Why there is nothing to draw, and what can be done about it. */
export interface Absence {
  readonly title: string;
  readonly texts: readonly string[];
  readonly isLoading: boolean;
  /** There is nothing to look at besides. */
  readonly isAlone: boolean;
  readonly actions: readonly ('trainModel' | 'pickRuns' | 'lookAtData')[];
}

/** Id of the view that needs no run. */
const DATA_VIEW = 'data';

/**
 * Id of the view to show: where there is no run there is no overview either, but there may be images to look at, as before
 * the first training.
 */
export function shownView({ isReady, runs, missing, history }: PageState): string {
  const { view } = history.present;
  const isBlank = isReady && runs.length === 0 && missing.length === 0;
  return isBlank && view === initialHistory.present.view ? DATA_VIEW : view;
}

/** Undefined where there is a run to draw. `isAlone` unless the view that is shown needs no run. */
export function absenceOf(state: PageState): Absence | undefined {
  const absence = absenceOfRuns(state);
  if (absence === undefined) return undefined;
  const isAlone = !state.isReady || shownView(state) !== DATA_VIEW;
  const isOffered = isAlone && !absence.isLoading;
  return { ...absence, isAlone, actions: isOffered ? [...absence.actions, 'lookAtData'] : absence.actions };
}

function absenceOfRuns({ isReady, runs, missing, canTrain }: PageState): Omit<Absence, 'isAlone'> | undefined {
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
