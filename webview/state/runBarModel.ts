import { formatQuantity, printable } from '../../src/core/format.js';
import { groupBySeeds } from '../../src/core/run/comparison.js';
import type { RunStatus } from '../../src/core/run/state.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { Split } from '../../src/protocol/samples.js';
import type { PageState } from './pageState.js';
import { modelName, runName } from './runText.js';

/** A run in the bar at the top, or the seeds of a model in one. */
export interface RunChip {
  /** Of a model: of all its seeds. */
  readonly runIds: readonly string[];
  readonly letters: readonly string[];
  readonly name: string;
  /** Of seeds: what most needs to be seen. */
  readonly status: RunStatus;
  readonly isBaseline: boolean;
  readonly isStale: boolean;
  /** Of a model, whether its seeds stand behind it one by one; absent for a run. */
  readonly isUnfolded?: boolean;
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

/** From the one that most needs to be seen. */
const statuses: readonly RunStatus[] = ['failed', 'interrupted', 'running', 'stopped', 'completed'];

/** `unfolded`: the first runs of the models whose seeds are wanted one by one. */
export function runBarOf(
  { runs, baseline, missing, history }: PageState,
  unfolded: ReadonlySet<string> = new Set(),
): RunBar {
  const chipOf = (run: ShownRun): RunChip => ({
    runIds: [run.runId],
    letters: [run.letter],
    name: runName(run),
    status: run.state.status,
    isBaseline: run.runId === baseline,
    isStale: run.isStale === true,
  });
  const chipsOf = (seeds: readonly ShownRun[]): readonly RunChip[] => {
    const chips = seeds.map(chipOf);
    const [first] = seeds;
    if (first === undefined || seeds.length === 1) return chips;
    const isUnfolded = unfolded.has(first.runId);
    const model: RunChip = {
      runIds: seeds.map(({ runId }) => runId),
      letters: seeds.map(({ letter }) => letter),
      name: `${modelName(first)} · ${seeds.length} seeds`,
      status: statuses.find((status) => chips.some((chip) => chip.status === status)) ?? 'completed',
      isBaseline: chips.some((chip) => chip.isBaseline),
      isStale: chips.some((chip) => chip.isStale),
      isUnfolded,
    };
    return isUnfolded ? [model, ...chips] : [model];
  };
  const isShown = runs.some(({ runId }) => runId === baseline);
  const datasets = runs.flatMap(({ state }) =>
    state.started === undefined
      ? []
      : `${printable(state.started.dataset.name)}${state.started.dataset.source.isSample && !/sample/i.test(state.started.dataset.name) ? ' (sample)' : ''}`,
  );
  return {
    chips: groupBySeeds(runs, ({ state }) => state).flatMap(chipsOf),
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
