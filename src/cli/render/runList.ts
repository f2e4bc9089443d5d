import { formatDuration, formatPercent, formatTime, NO_VALUE, printable } from '../../core/format.js';
import type { Cell, Table, Tone } from '../../core/report/table.js';
import type { RunSummary } from '../../core/run/runSummary.js';
import type { RunStatus } from '../../core/run/state.js';

const tones: Readonly<Partial<Record<RunStatus, Tone>>> = {
  running: 'strong',
  failed: 'bad',
  interrupted: 'bad',
  stopped: 'muted',
};

/** Stored runs, one a row. The id tells time, model and seed, so that on a narrow screen the rest may go. */
export function runListTable(runs: readonly (RunSummary & { readonly runId: string })[]): Table {
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
    rows: runs.map((run) => {
      const { runId, status: name, epochs, plannedEpochs, startTime } = run;
      const tone = tones[name];
      const status: Cell = tone === undefined ? { text: name } : { text: name, tone };
      return [
        printable(runId),
        printable(run.modelName ?? NO_VALUE),
        status,
        plannedEpochs === undefined ? String(epochs) : `${epochs}/${plannedEpochs}`,
        accuracyText(run),
        formatDuration(run.durationMs),
        printable(run.dataset?.name ?? NO_VALUE),
        startTime === undefined ? NO_VALUE : formatTime(startTime),
      ];
    }),
  };
}

/** With a mark for a sample's: it must not pass for the full set's where there is no room for the dataset's name. */
function accuracyText({ testAccuracy, dataset }: RunSummary): string {
  const text = formatPercent(testAccuracy, 2);
  return testAccuracy !== undefined && dataset?.isSample ? `${text} (sample)` : text;
}
