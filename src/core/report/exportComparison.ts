import type { Judgement } from '../comparison/judgement.js';
import { pairOf } from '../comparison/orientPair.js';
import { metricIds } from '../metrics/index.js';
import { type ComparisonTable, compareRuns } from '../run/comparison.js';
import type { RunState } from '../run/state.js';
import { comparisonNotes } from './comparisonNotes.js';
import { comparisonTable } from './comparisonTable.js';
import { type CsvValue, renderCsv } from './csv.js';
import { differencesTable } from './differencesTable.js';
import { jsonText } from './jsonText.js';
import { judgementTable } from './judgementTable.js';
import { judgementText } from './judgementText.js';
import { escapeMarkdown, renderMarkdownTable } from './markdownTable.js';

/** How a comparison can be taken elsewhere. */
export type ExportFormat = 'csv' | 'json' | 'markdown';

/** The comparison of runs as the text of a file, the same that `bakeoff compare --format` prints. */
export function exportComparison(states: readonly RunState[], format: ExportFormat, judgement?: Judgement): string {
  const comparison = compareRuns(states);
  switch (format) {
    case 'csv':
      return renderComparisonCsv(comparison, states, judgement);
    case 'json':
      return `${jsonText(comparisonJson(comparison, states, judgement), 2)}\n`;
    case 'markdown':
      return `${renderComparisonMarkdown(comparison, states, judgement)}\n`;
  }
}

/** A comparison as a Markdown document's part: verdict, tables, notes as a list. */
export function renderComparisonMarkdown(
  comparison: ComparisonTable,
  states: readonly RunState[],
  judgement?: Judgement,
): string {
  const notes = comparisonNotes(comparison, states);
  const judged = judgement === undefined ? undefined : judgementText(judgement);
  const bullets = [
    ...notes.fits,
    ...(judged?.exploratory ?? []),
    ...(judged?.notes ?? []),
    ...notes.facts,
    ...notes.warnings.map((warning) => `Note: ${warning}`),
  ];
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  const differences = differencesTable(comparison, states);
  return [
    judged === undefined || judged.verdict === '' ? '' : `**${escapeMarkdown(judged.verdict)}**`,
    list([...(judged?.tiers ?? []), ...(judged?.pairs ?? [])]),
    judgement === undefined || judgement.groups.length === 0 ? '' : renderMarkdownTable(judgementTable(judgement)),
    renderMarkdownTable(comparisonTable(comparison, { judgement })),
    differences === null ? '' : renderMarkdownTable(differences),
    list(bullets),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/**
 * A comparison as CSV: all metrics unrounded, means over the seeds, fractions 0..1, durations in milliseconds; what was
 * judged, against the first model.
 */
export function renderComparisonCsv(
  comparison: ComparisonTable,
  states: readonly RunState[],
  judgement?: Judgement,
): string {
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
    ...judgedColumns,
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
      ...judgedValues(judgement, row.runs[0]?.runId),
    ];
  });
  return renderCsv([header, ...rows]);
}

const judgedColumns = [
  'tier',
  'testAccuracyLow',
  'testAccuracyHigh',
  'intervalCovers',
  'verdict',
  'difference',
  'differenceLow',
  'differenceHigh',
  'fixed',
  'broken',
  'p',
  'holmP',
  'ece',
  'brierScore',
] as const;

function judgedValues(judgement: Judgement | undefined, runId: string | undefined): CsvValue[] {
  const index = judgement?.groups.findIndex(({ runIds }) => runIds.includes(runId ?? '')) ?? -1;
  const group = judgement?.groups[index];
  if (judgement === undefined || group === undefined) return judgedColumns.map(() => null);
  const pair = pairOf(judgement, 0, index);
  const { accuracy } = group;
  return [
    judgement.tiers.findIndex(({ groups }) => groups.includes(index)) + 1,
    accuracy.interval?.low,
    accuracy.interval?.high,
    accuracy.covers,
    pair?.verdict.kind,
    pair?.difference,
    pair?.interval.low,
    pair?.interval.high,
    pair?.flips.fixed,
    pair?.flips.broken,
    pair?.tests.p,
    pair?.tests.holm,
    group.calibrationError.value,
    group.brierScore.value,
  ];
}

/** A comparison as JSON: everything the other forms have, unrounded. */
export function comparisonJson(
  comparison: ComparisonTable,
  states: readonly RunState[],
  judgement?: Judgement,
): object {
  return {
    type: 'comparison',
    ...comparison,
    ...(judgement === undefined ? {} : { judgement }),
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
