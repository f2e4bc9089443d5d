import { formatQuantity, printable } from '../../src/core/format.js';
import type { RunStatus } from '../../src/core/run/state.js';
import type { PageState } from './pageState.js';
import { runName } from './runText.js';

/** A run in the bar at the top. */
export interface RunChip {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly isBaseline: boolean;
  readonly isStale: boolean;
}

export interface RunBar {
  readonly chips: readonly RunChip[];
  /** Value of no baseline: empty. */
  readonly baseline: string;
  readonly baselines: readonly { readonly value: string; readonly label: string }[];
  /** Of the runs: data set, images that are tested on. */
  readonly data: string;
  /** Runs that were asked for and cannot be shown; empty when there are none. */
  readonly missing: string;
}

export function runBarOf({ runs, baseline, missing }: PageState): RunBar {
  const isShown = runs.some(({ runId }) => runId === baseline);
  const datasets = runs.flatMap(({ state }) =>
    state.started === undefined
      ? []
      : `${printable(state.started.dataset.name)}${state.started.dataset.source.isSample && !/sample/i.test(state.started.dataset.name) ? ' (sample)' : ''}`,
  );
  return {
    chips: runs.map((run) => ({
      runId: run.runId,
      letter: run.letter,
      name: runName(run),
      status: run.state.status,
      isBaseline: run.runId === baseline,
      isStale: run.isStale === true,
    })),
    baseline: isShown && baseline !== undefined ? baseline : '',
    baselines: [
      { value: '', label: isShown || baseline === undefined ? 'none' : 'a run that is not shown' },
      ...runs.map((run) => ({ value: run.runId, label: `${run.letter} ${runName(run)}` })),
    ],
    data: [...new Set(datasets)].join(', '),
    missing:
      missing.length === 0
        ? ''
        : `${formatQuantity(missing.length, 'run')} cannot be shown: ${missing.map(({ runId, reason }) => `${printable(runId)}: ${printable(reason)}`).join(' ')}`,
  };
}
