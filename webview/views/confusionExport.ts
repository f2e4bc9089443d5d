import { type CsvValue, renderCsv } from '../../src/core/report/csv.js';
import { escapeMarkdown, renderMarkdownTable } from '../../src/core/report/markdownTable.js';
import type { Table } from '../../src/core/report/table.js';
import { cellValues } from '../../src/core/statistics/confusionMatrix.js';
import type { Split } from '../../src/protocol/samples.js';
import type { EvaluatedRun } from '../state/evaluatedRuns.js';
import type { ExportedTable } from '../state/exportedTable.js';
import { splitFileName, splitTitle } from '../state/splitText.js';
import type { ConfusionMatrix } from './confusionModel.js';

/** The matrices that are shown: as they stand there in Markdown, each cell with all its figures in CSV. */
export function exportConfusion(
  matrices: readonly ConfusionMatrix[],
  runs: readonly EvaluatedRun[],
  baseline: EvaluatedRun | undefined,
  split: Split = 'test',
): ExportedTable {
  const shown = new Set(matrices.map(({ runId }) => runId));
  return {
    fileName: splitFileName('confusion-matrix', split),
    markdown: matrices
      .map(
        (matrix) =>
          `**${escapeMarkdown(splitTitle(matrix.title, split))}**\n\n${renderMarkdownTable(matrixTable(matrix))}`,
      )
      .join('\n\n'),
    csv: renderCsv([
      ['run', 'true', 'predicted', 'count', 'shareOfTrue', 'shareOfPredicted', 'baselineCount'],
      ...runs.filter(({ runId }) => shown.has(runId)).flatMap((run) => cellRows(run, baseline)),
    ]),
  };
}

function matrixTable({ columns, rows, columnTotals, total }: ConfusionMatrix): Table {
  return {
    columns: [
      { title: 'true ↓ predicted →' },
      ...[...columns, 'all'].map((title) => ({ title, align: 'right' as const })),
    ],
    rows: [
      ...rows.map((row) => [
        row.name,
        ...row.cells.map(({ text, detail }) => (detail === '' ? text : `${text} (${detail})`)),
        row.total,
      ]),
      ['all', ...columnTotals, total],
    ],
  };
}

function cellRows({ name, classNames, evaluation }: EvaluatedRun, baseline: EvaluatedRun | undefined): CsvValue[][] {
  const ofTrue = cellValues(evaluation, 'true');
  const ofPredicted = cellValues(evaluation, 'predicted');
  return classNames.flatMap((trueName, row) =>
    classNames.map((predictedName, column) => [
      name,
      trueName,
      predictedName,
      evaluation.confusion[row]?.[column],
      ofTrue[row]?.[column],
      ofPredicted[row]?.[column],
      baseline?.evaluation.confusion[row]?.[column],
    ]),
  );
}
