import { formatPercent, NO_VALUE, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import type { SweepSummary } from '../../core/sweep/sweepTrials.js';
import { sweepSentences } from '../../core/sweep/sweepWords.js';
import { optionText, optionWords } from '../../core/sweep/variantNames.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

/** Trials that are shown; more are in the panel, and in `--json`. */
const MOST_ROWS = 20;

/** The trials of a sweep, the best first, and what they say. */
export function renderSweep(
  summary: SweepSummary,
  { columns, color }: { readonly columns: number; readonly color: Io['color'] },
): string {
  const hidden = summary.trials.length - MOST_ROWS;
  const more = hidden > 0 ? `\n… and ${hidden} more` : '';
  const width = Number.isFinite(columns) ? columns : 120;
  return `${renderTerminalTable(sweepTable(summary), width, color)}${more}\n\n${sweepSentences(summary).join('\n')}`;
}

function sweepTable({ paths, trials, model }: SweepSummary): Table {
  const words = optionWords(paths);
  return {
    turnable: true,
    columns: [
      { title: printable(model), align: 'right' },
      ...words.map((word) => ({ title: printable(word), align: 'right' as const })),
      { title: 'Validation', align: 'right' },
      { title: 'Test', align: 'right' },
      { title: 'Epochs', align: 'right' },
      { title: 'Seeds', align: 'right', droppable: true },
    ],
    rows: trials
      .slice(0, MOST_ROWS)
      .map((trial, place) => [
        String(place + 1),
        ...trial.values.map((value) => printable(optionText(value))),
        percent(trial.validationAccuracy),
        percent(trial.testAccuracy),
        String(trial.epochs),
        String(trial.runs.length),
      ]),
  };
}

function percent(value: number | null): string {
  return value === null ? NO_VALUE : formatPercent(value, 2);
}
