import { formatPercent, formatPoints, NO_VALUE, printable } from '../../core/format.js';
import { type MetricId, metricIds, metrics } from '../../core/metrics/index.js';
import {
  type ComparisonRow,
  type ComparisonTable,
  comparisonMetricIds,
  type MetricSpread,
} from '../../core/run/comparison.js';
import type { RunState } from '../../core/run/state.js';
import type { Io } from '../io.js';
import { type CsvValue, renderCsv } from './csv.js';
import { escapeMarkdown, renderMarkdownTable } from './markdownTable.js';
import { datasetLine, engineLine, sampleNote, splitLine, versionsLine } from './provenance.js';
import type { Cell, Column, Table } from './table.js';
import { renderTerminalTable } from './terminalTable.js';

/** Where a screen has no width, a comparison is drawn for one this wide. */
const FILE_COLUMNS = 120;

/** A comparison as data: one row for each model, formatted, the best value of each column marked. */
export function comparisonTable(comparison: ComparisonTable): Table {
  const { rows } = comparison;
  const hasSeeds = rows.some((row) => row.runs.length > 1);
  const metricColumns = comparisonMetricIds.map((id): Column => ({ title: metrics[id].title, align: 'right' }));
  return {
    turnable: true,
    columns: [
      { title: 'Model', flexible: true },
      ...(hasSeeds ? [{ title: 'Seeds', align: 'right' as const }] : []),
      ...metricColumns,
      { title: 'Over the first', align: 'right' },
      { title: 'Worst classes (F1)', flexible: true },
    ],
    rows: rows.map((row, index) => [
      { text: `${printable(row.modelName)}${row.isSample ? ' (sample)' : ''}`, tone: 'strong' },
      ...(hasSeeds ? [String(row.runs.length)] : []),
      ...comparisonMetricIds.map((id) => metricCell(id, row, rows)),
      index === 0 ? { text: 'first', tone: 'muted' as const } : improvementCell(row.improvement),
      row.worstClasses.map(({ name, f1 }) => `${printable(name)} ${formatPercent(f1)}`).join(', ') || NO_VALUE,
    ]),
  };
}

function metricCell(id: MetricId, row: ComparisonRow, rows: readonly ComparisonRow[]): Cell {
  const spread = row.values[id];
  const text = formatSpread(id, spread);
  return isBest(id, spread, rows) ? { text, tone: 'good' } : { text };
}

/** The mean, and ± one standard deviation over the seeds where there are several. */
function formatSpread(id: MetricId, spread: MetricSpread | null): string {
  const metric = metrics[id];
  const mean = metric.format(spread?.mean ?? null);
  if (spread === null || spread.standardDeviation === null) return mean;
  return `${mean} ± ${metric.formatDifference(spread.standardDeviation).replace(/^\+/, '')}`;
}

function isBest(id: MetricId, spread: MetricSpread | null, rows: readonly ComparisonRow[]): boolean {
  const { higherIsBetter } = metrics[id];
  const means = rows.flatMap((row) => row.values[id]?.mean ?? []);
  if (spread === null || higherIsBetter === undefined || new Set(means).size < 2) return false;
  return spread.mean === (higherIsBetter ? Math.max(...means) : Math.min(...means));
}

function improvementCell(improvement: number | null): Cell {
  const text = improvement === null ? NO_VALUE : `${formatPoints(improvement, 2)} points`;
  if (improvement === null || improvement === 0) return { text };
  return { text, tone: improvement > 0 ? 'good' : 'bad' };
}

/** What stands below the table: how each fits, which images, what computed, which runs, and what must be known. */
interface Notes {
  readonly fits: readonly string[];
  readonly facts: readonly string[];
  readonly warnings: readonly string[];
  readonly next: readonly string[];
}

function notesOf(comparison: ComparisonTable, states: readonly RunState[]): Notes {
  const started = states.flatMap((state) => state.started ?? []);
  const unique = (lines: readonly string[]) => [...new Set(lines)];
  const runIds = comparison.rows.flatMap((row) => row.runs.map(({ runId }) => printable(runId)));
  const [firstId] = runIds;
  return {
    fits: comparison.rows.flatMap((row) =>
      row.fit === null ? [] : `${printable(row.modelName)}: ${row.fit.sentence}`,
    ),
    facts: [
      ...unique(started.map(({ dataset }) => `Images: ${datasetLine(dataset)}`)),
      ...unique(started.map((run) => `Split: ${splitLine(run)}`)),
      ...unique(started.map((run) => `Engine: ${engineLine(run.engine)}; ${versionsLine(run)}`)),
      `Runs: ${runIds.join(', ')}`,
    ],
    warnings: [
      ...unique(started.flatMap(({ dataset }) => sampleNote(dataset) ?? [])),
      ...comparison.warnings.map(({ message }) => printable(message)),
    ],
    next:
      firstId === undefined
        ? []
        : [
            `bakeoff runs show ${firstId}`,
            `bakeoff runs show ${firstId} --errors 20`,
            `bakeoff compare ${runIds.join(' ')} --format markdown`,
          ],
  };
}

/** A comparison for a terminal: the table as wide as the screen allows, then the notes. */
export function renderComparison(
  comparison: ComparisonTable,
  states: readonly RunState[],
  { columns, color }: { readonly columns: number; readonly color: Io['color'] },
): string {
  const notes = notesOf(comparison, states);
  const width = Number.isFinite(columns) ? columns : FILE_COLUMNS;
  const sections = [
    [renderTerminalTable(comparisonTable(comparison), width, color)],
    notes.fits,
    notes.facts,
    notes.warnings.map((warning) => color.yellow(`Note: ${warning}`)),
    notes.next.length === 0 ? [] : ['Next:', ...notes.next.map((line) => `  ${line}`)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** A comparison as a Markdown document's part: table, notes as a list. */
export function renderComparisonMarkdown(comparison: ComparisonTable, states: readonly RunState[]): string {
  const notes = notesOf(comparison, states);
  const bullets = [...notes.fits, ...notes.facts, ...notes.warnings.map((warning) => `Note: ${warning}`)];
  return [
    renderMarkdownTable(comparisonTable(comparison)),
    '',
    ...bullets.map((line) => `- ${escapeMarkdown(line)}`),
  ].join('\n');
}

/** A comparison as CSV: all metrics unrounded, means over the seeds, fractions 0..1, durations in milliseconds. */
export function renderComparisonCsv(comparison: ComparisonTable, states: readonly RunState[]): string {
  const header = [
    'model',
    'runs',
    'seeds',
    ...metricIds,
    'testAccuracyStandardDeviation',
    'improvement',
    'worstClasses',
    'dataset',
    'isSample',
    'checksum',
  ];
  const rows = comparison.rows.map((row): CsvValue[] => {
    const dataset = states.find((state) => state.started?.runId === row.runs[0]?.runId)?.started?.dataset;
    return [
      row.modelName,
      row.runs.map(({ runId }) => runId).join(' '),
      row.runs.map(({ seed }) => seed ?? '').join(' '),
      ...metricIds.map((id) => row.values[id]?.mean),
      row.values.testAccuracy?.standardDeviation,
      row.improvement,
      row.worstClasses.map(({ name }) => name).join('; '),
      dataset?.name,
      row.isSample,
      dataset?.checksum,
    ];
  });
  return renderCsv([header, ...rows]);
}

/** A comparison as JSON: everything the other forms have, unrounded. */
export function comparisonJson(comparison: ComparisonTable, states: readonly RunState[]): object {
  return {
    type: 'comparison',
    ...comparison,
    runs: states.flatMap(({ started, status }) =>
      started === undefined
        ? []
        : {
            runId: started.runId,
            modelName: started.modelName,
            status,
            seed: started.request.seed,
            dataset: started.dataset,
            engine: started.engine,
            versions: started.versions,
          },
    ),
  };
}
