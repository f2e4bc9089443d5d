import { formatLoss, formatPercent, formatPoints, NO_VALUE } from '../format.js';
import type { Evaluation } from './evaluation.js';
import { defineMetric, type Metric } from './metric.js';

/** A metric that is a fraction of an evaluation. */
function fraction(
  id: string,
  title: string,
  description: string,
  read: (evaluation: Evaluation) => number | undefined,
): Metric {
  return defineMetric({
    id,
    title,
    description,
    higherIsBetter: true,
    read: ({ evaluation }) => (evaluation === undefined ? null : read(evaluation)),
    format: (value) => formatPercent(value, 2),
    formatDifference: (difference) => formatPoints(difference, 2),
  });
}

/** A metric that is a mean loss, in nats. */
function loss(
  id: string,
  title: string,
  description: string,
  read: (evaluation: Evaluation) => number | undefined,
): Metric {
  return defineMetric({
    id,
    title,
    description,
    higherIsBetter: false,
    read: ({ evaluation }) => (evaluation === undefined ? null : read(evaluation)),
    format: formatLoss,
    formatDifference: signedLoss,
  });
}

function signedLoss(difference: number | null): string {
  if (difference === null) return NO_VALUE;
  return `${difference > 0 ? '+' : ''}${formatLoss(difference)}`;
}

export const testAccuracy = fraction(
  'testAccuracy',
  'Test accuracy',
  'Fraction of test images whose most probable class is the true one.',
  ({ test }) => test.accuracy,
);

export const trainAccuracy = fraction(
  'trainAccuracy',
  'Train accuracy',
  'Fraction of training images that the finished model gets right, without dropout.',
  ({ train }) => train.accuracy,
);

export const validationAccuracy = fraction(
  'validationAccuracy',
  'Validation accuracy',
  'Fraction of the images held out from training that the finished model gets right.',
  ({ validation }) => validation?.accuracy,
);

export const gap: Metric = defineMetric({
  id: 'gap',
  title: 'Gap',
  description: 'Train accuracy less test accuracy: large when the model knows its training images by heart.',
  higherIsBetter: false,
  read: ({ evaluation }) => (evaluation === undefined ? null : evaluation.train.accuracy - evaluation.test.accuracy),
  format: (value) => formatPoints(value, 2),
  formatDifference: (difference) => formatPoints(difference, 2),
});

export const macroPrecision = fraction(
  'macroPrecision',
  'Macro precision',
  'Of the images given to a class, the fraction that belong there; plain mean over the classes.',
  ({ macro }) => macro.precision,
);

export const macroRecall = fraction(
  'macroRecall',
  'Macro recall',
  'Of the images of a class, the fraction that were found; plain mean over the classes.',
  ({ macro }) => macro.recall,
);

export const macroF1 = fraction(
  'macroF1',
  'Macro F1',
  'Harmonic mean of precision and recall of a class; plain mean over the classes.',
  ({ macro }) => macro.f1,
);

export const weightedF1 = fraction(
  'weightedF1',
  'Weighted F1',
  'Harmonic mean of precision and recall of a class; mean over the classes weighted by their test images.',
  ({ weighted }) => weighted.f1,
);

export const topTwoAccuracy = fraction(
  'topTwoAccuracy',
  'Top-2 accuracy',
  'Fraction of test images whose class is among the two most probable.',
  ({ topK }) => topK['2'],
);

export const topThreeAccuracy = fraction(
  'topThreeAccuracy',
  'Top-3 accuracy',
  'Fraction of test images whose class is among the three most probable.',
  ({ topK }) => topK['3'],
);

export const logLoss = loss(
  'logLoss',
  'Log loss',
  'Mean −ln(probability of the true class) on the test images: punishes confident mistakes.',
  (evaluation) => evaluation.logLoss,
);

export const testLoss = loss(
  'testLoss',
  'Test loss',
  'The loss that training minimizes, on the test images.',
  ({ test }) => test.loss,
);
