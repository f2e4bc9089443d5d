import type { Judgement } from '../../core/comparison/judgement.js';
import { printable } from '../../core/format.js';
import { comparisonNotes } from '../../core/report/comparisonNotes.js';
import { comparisonTable } from '../../core/report/comparisonTable.js';
import { differencesTable } from '../../core/report/differencesTable.js';
import { judgementTable } from '../../core/report/judgementTable.js';
import { judgementText } from '../../core/report/judgementText.js';
import type { ComparisonTable } from '../../core/run/comparison.js';
import type { RunState } from '../../core/run/state.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

/** Where a screen has no width, a comparison is drawn for one this wide. */
const FILE_COLUMNS = 120;

/** A comparison for a terminal: what is judged, the tables as wide as the screen allows, then the notes. */
export function renderComparison(
  comparison: ComparisonTable,
  states: readonly RunState[],
  { columns, color }: { readonly columns: number; readonly color: Io['color'] },
  judgement?: Judgement,
): string {
  const notes = comparisonNotes(comparison, states);
  const next = nextCommands(comparison);
  const width = Number.isFinite(columns) ? columns : FILE_COLUMNS;
  const judged = judgement === undefined ? undefined : judgementText(judgement);
  const differences = differencesTable(comparison, states);
  const sections = [
    judged === undefined || judged.verdict === '' ? [] : [color.bold(judged.verdict)],
    judged?.tiers ?? [],
    judged?.pairs ?? [],
    judgement === undefined || judgement.groups.length === 0
      ? []
      : [renderTerminalTable(judgementTable(judgement), width, color)],
    [renderTerminalTable(comparisonTable(comparison, { judgement }), width, color)],
    differences === null ? [] : [renderTerminalTable(differences, width, color)],
    judged?.exploratory ?? [],
    notes.fits,
    judged?.notes ?? [],
    notes.facts,
    notes.warnings.map((warning) => color.yellow(`Note: ${warning}`)),
    next.length === 0 ? [] : ['Next:', ...next.map((line) => `  ${line}`)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** What to look at next. */
function nextCommands({ rows }: ComparisonTable): string[] {
  const runIds = rows.flatMap((row) => row.runs.map(({ runId }) => printable(runId)));
  const [firstId] = runIds;
  if (firstId === undefined) return [];
  return [
    `bakeoff runs show ${firstId}`,
    `bakeoff runs show ${firstId} --errors 20`,
    ...(runIds.length === 2 ? [`bakeoff compare ${runIds.join(' ')} --flips`] : []),
    `bakeoff compare ${runIds.join(' ')} --format markdown`,
  ];
}
