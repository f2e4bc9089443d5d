import { formatCount, formatFixed, formatPercent, NO_VALUE, printable } from '../../core/format.js';
import type { Confusion } from '../../core/metrics/confusions.js';
import type { PredictionMetrics } from '../../core/metrics/evaluatePredictions.js';
import type { Misclassification } from '../../core/metrics/misclassified.js';
import type { Table } from '../../core/report/table.js';

/** Precision, recall, F1 and support of each class, then the averages. */
export function classTable(evaluation: PredictionMetrics, classNames: readonly string[]): Table {
  const { classes, macro, weighted } = evaluation;
  const figures = (values: { precision: number | null; recall: number | null; f1: number | null }) => [
    formatPercent(values.precision),
    formatPercent(values.recall),
    formatFixed(values.f1, 3),
  ];
  const total = classes.reduce((sum, { support }) => sum + support, 0);
  return {
    columns: [
      { title: 'Class', flexible: true },
      { title: 'Precision', align: 'right' },
      { title: 'Recall', align: 'right' },
      { title: 'F1', align: 'right' },
      { title: 'Images', align: 'right' },
    ],
    rows: [
      ...classes.map((values, index) => [nameOf(index, classNames), ...figures(values), formatCount(values.support)]),
      [{ text: 'macro average', tone: 'strong' }, ...figures(macro), formatCount(total)],
      [{ text: 'weighted average', tone: 'strong' }, ...figures(weighted), formatCount(total)],
    ],
  };
}

/** Counts, a row for each true class and a column for each predicted one; columns are numbered, to stay narrow. */
export function confusionTable(evaluation: PredictionMetrics, classNames: readonly string[]): Table {
  return {
    columns: [
      { title: 'true \\ predicted', flexible: true },
      ...evaluation.confusion.map((_, index) => ({ title: String(index), align: 'right' as const })),
    ],
    rows: evaluation.confusion.map((row, trueClass) => [
      `${trueClass} ${nameOf(trueClass, classNames)}`,
      ...row.map((count, predictedClass) => {
        if (predictedClass === trueClass) return { text: formatCount(count), tone: 'strong' as const };
        return count === 0 ? { text: '·', tone: 'muted' as const } : formatCount(count);
      }),
    ]),
  };
}

/** The most frequent mistakes as sentences: `Shirt taken for T-shirt/top: 124 images (12.4 % of Shirt)`. */
export function confusionSentences(confusions: readonly Confusion[], classNames: readonly string[]): string[] {
  return confusions.map(({ trueClass, predictedClass, count, fraction }) => {
    const name = nameOf(trueClass, classNames);
    return `${name} taken for ${nameOf(predictedClass, classNames)}: ${formatCount(count)} (${formatPercent(fraction)} of ${name})`;
  });
}

/** Misclassified test images, one a row. */
export function misclassificationTable(list: readonly Misclassification[], classNames: readonly string[]): Table {
  return {
    columns: [
      { title: 'Test image', align: 'right' },
      { title: 'True class', flexible: true },
      { title: 'Predicted', flexible: true },
      { title: 'Probability', align: 'right' },
      { title: 'of the true class', align: 'right' },
    ],
    rows: list.map((image) => [
      String(image.index),
      nameOf(image.trueClass, classNames),
      image.predictedClass === null ? NO_VALUE : nameOf(image.predictedClass, classNames),
      formatPercent(image.probability),
      formatPercent(image.trueProbability),
    ]),
  };
}

/** A class's name, printable; its number where it has none. */
export function nameOf(index: number, classNames: readonly string[]): string {
  return printable(classNames[index] ?? String(index));
}
