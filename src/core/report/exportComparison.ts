import { metricIds } from '../metrics/index.js';
import { type ComparisonTable, compareRuns } from '../run/comparison.js';
import type { RunState } from '../run/state.js';
import { comparisonNotes } from './comparisonNotes.js';
import { comparisonTable } from './comparisonTable.js';
import { type CsvValue, renderCsv } from './csv.js';
import { jsonText } from './jsonText.js';
import { escapeMarkdown, renderMarkdownTable } from './markdownTable.js';

/** How a comparison can be taken elsewhere. */
export type ExportFormat = 'csv' | 'json' | 'markdown';

/** The comparison of runs as the text of a file, the same that `bakeoff compare --format` prints. */
export function exportComparison(states: readonly RunState[], format: ExportFormat): string {
  const comparison = compareRuns(states);
  switch (format) {
    case 'csv':
      return renderComparisonCsv(comparison, states);
    case 'json':
      return `${jsonText(comparisonJson(comparison, states), 2)}\n`;
    case 'markdown':
      return `${renderComparisonMarkdown(comparison, states)}\n`;
  }
}

/** A comparison as a Markdown document's part: table, notes as a list. */
export function renderComparisonMarkdown(comparison: ComparisonTable, states: readonly RunState[]): string {
  const notes = comparisonNotes(comparison, states);
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
