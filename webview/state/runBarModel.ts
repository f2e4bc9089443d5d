import { formatQuantity, printable } from '../../src/core/format.js';
import type { RunStatus } from '../../src/core/run/state.js';
import type { Split } from '../../src/protocol/samples.js';
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
  /** What it means that other images are looked at than those of the test; empty for those. */
  readonly splitHint: string;
}

/** Which images can be looked at. */
export const splitChoices: readonly { readonly value: Split; readonly label: string }[] = [
  { value: 'test', label: 'test' },
  { value: 'validation', label: 'validation' },
  { value: 'train', label: 'train' },
];

const computed =
  'Only the predictions of test images are stored: these are computed when they are first asked for, which can take minutes, and kept with the run. The overview stays that of the test.';

const splitHints: Readonly<Record<Split, string>> = {
  test: '',
  validation: `Classes, confusion, errors and calibration of the images that watched the training. ${computed}`,
  train: `Classes, confusion, errors and calibration of the images that were trained on. ${computed}`,
};

export function runBarOf({ runs, baseline, missing, history }: PageState): RunBar {
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
    splitHint: runs.length === 0 ? '' : splitHints[history.present.split],
    missing:
      missing.length === 0
        ? ''
        : `${formatQuantity(missing.length, 'run')} cannot be shown: ${missing.map(({ runId, reason }) => `${printable(runId)}: ${printable(reason)}`).join(' ')}`,
  };
}
