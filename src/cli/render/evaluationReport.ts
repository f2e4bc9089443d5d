import type { DatasetDescription } from '../../core/dataset.js';
import { formatFixed, formatLoss, formatPercent, formatPoints, formatQuantity, printable } from '../../core/format.js';
import { topConfusions } from '../../core/metrics/confusions.js';
import type { PredictionMetrics } from '../../core/metrics/evaluatePredictions.js';
import { datasetLine, sampleNote } from '../../core/report/provenance.js';
import type { RunState } from '../../core/run/state.js';
import type { Io } from '../io.js';
import { classTable, confusionSentences, confusionTable } from './evaluationTables.js';
import { renderTerminalTable } from './terminalTable.js';

/** Most frequent mistakes that a report lists. */
const CONFUSION_COUNT = 8;
/** A matrix of more classes than this is unreadable in a terminal: `--json` has it. */
const LARGEST_MATRIX = 30;

interface Screen {
  readonly columns: number;
  readonly color: Io['color'];
}

/** What a stored model did on some test images just now, and how that compares with the run's own evaluation. */
export function renderEvaluationReport(
  run: { readonly runId: string; readonly state: RunState },
  dataset: DatasetDescription,
  metrics: PredictionMetrics,
  screen: Screen,
): string {
  const { started, evaluation } = run.state;
  const title = `${printable(started?.modelName ?? 'model')}  (run ${printable(run.runId)})`;
  const isSame = started?.dataset.checksum === dataset.checksum;
  const stored =
    evaluation === undefined
      ? []
      : [
          `After training it was ${formatPercent(evaluation.test.accuracy, 2)} on ${isSame ? 'the same images' : 'other images'} (${formatPoints(metrics.test.accuracy - evaluation.test.accuracy, 2)} points now).`,
        ];
  const note = sampleNote(dataset);
  const sections = [
    [screen.color.bold(title), `Images      ${datasetLine(dataset)}`],
    [...testLines(metrics), ...stored],
    ...predictionSections(metrics, dataset.classNames, screen),
    ...(note === undefined ? [] : [[screen.color.yellow(`Note: ${note}`)]]),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

/** Accuracy, loss and F1 on the test images. */
function testLines({ test, topK, logLoss, macro, weighted, unpredicted }: PredictionMetrics): string[] {
  const accuracies = [
    `test ${formatPercent(test.accuracy, 2)} of ${formatQuantity(test.count, 'image')}`,
    ...Object.entries(topK).map(([k, fraction]) => `top-${k} ${formatPercent(fraction, 2)}`),
  ];
  return [
    `Accuracy    ${accuracies.join(', ')}`,
    `Loss        ${formatLoss(test.loss)}, log loss ${formatLoss(logLoss)}`,
    `F1          macro ${formatFixed(macro.f1, 4)}, weighted ${formatFixed(weighted.f1, 4)}`,
    ...unpredictedLines(unpredicted),
  ];
}

/** One line where a model gave no numbers. */
export function unpredictedLines(unpredicted: number | undefined): string[] {
  if (unpredicted === undefined) return [];
  return [`${formatQuantity(unpredicted, 'test image')} without a prediction: the model's output was not a number.`];
}

/** Classes, confusion matrix and most frequent mistakes. */
export function predictionSections(
  metrics: PredictionMetrics,
  classNames: readonly string[],
  { columns, color }: Screen,
): string[][] {
  const confusions = confusionSentences(topConfusions(metrics.confusion, CONFUSION_COUNT), classNames);
  const matrix =
    metrics.confusion.length > LARGEST_MATRIX
      ? `A matrix of ${metrics.confusion.length} classes does not fit here: --json has it.`
      : renderTerminalTable(confusionTable(metrics, classNames), columns, color);
  return [
    [color.bold('Classes'), renderTerminalTable(classTable(metrics, classNames), columns, color)],
    [color.bold('Confusion matrix (test images)'), matrix],
    confusions.length === 0
      ? ['No test image was misclassified.']
      : [color.bold('Most frequent mistakes'), ...confusions.map((sentence) => `  ${sentence}`)],
  ];
}
