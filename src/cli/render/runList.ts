import { formatDuration, formatPercent, formatTime, NO_VALUE, printable } from '../../core/format.js';
import type { RunState, RunStatus } from '../../core/run/state.js';
import type { Cell, Table, Tone } from './table.js';

const tones: Readonly<Partial<Record<RunStatus, Tone>>> = {
  running: 'strong',
  failed: 'bad',
  interrupted: 'bad',
  stopped: 'muted',
};

/** Stored runs, one a row. The id tells time, model and seed, so that on a narrow screen the rest may go. */
export function runListTable(runs: readonly { readonly runId: string; readonly state: RunState }[]): Table {
  return {
    columns: [
      { title: 'Run' },
      { title: 'Model', flexible: true, droppable: true },
      { title: 'Status' },
      { title: 'Epochs', align: 'right' },
      { title: 'Test accuracy', align: 'right' },
      { title: 'Time', align: 'right', droppable: true },
      { title: 'Dataset', flexible: true, droppable: true },
      { title: 'Started', droppable: true },
    ],
    rows: runs.map(({ runId, state }) => {
      const tone = tones[state.status];
      const status: Cell = tone === undefined ? { text: state.status } : { text: state.status, tone };
      const planned = state.started?.recipe.epochs;
      return [
        printable(runId),
        printable(state.started?.modelName ?? NO_VALUE),
        status,
        planned === undefined ? String(state.epochs.length) : `${state.epochs.length}/${planned}`,
        accuracyText(state),
        formatDuration(state.durationMs),
        printable(state.started?.dataset.name ?? NO_VALUE),
        state.startTime === undefined ? NO_VALUE : formatTime(state.startTime),
      ];
    }),
  };
}

/** With a mark for a sample's: it must not pass for the full set's where there is no room for the dataset's name. */
function accuracyText({ evaluation, started }: RunState): string {
  const text = formatPercent(evaluation?.test.accuracy, 2);
  return evaluation !== undefined && started?.dataset.source.isSample ? `${text} (sample)` : text;
}
