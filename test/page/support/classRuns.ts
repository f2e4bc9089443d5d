import { classMetricsOf } from '../../../src/core/metrics/classMetrics.js';
import type { RunEvent } from '../../../src/core/run/events.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { recordedRun } from '../../support/recordedRun.js';
import { runningRun, snapshotOf, trainedRun } from './pageRuns.js';

export type Mistakes = Readonly<Record<number, Readonly<Record<number, number>>>>;

type Prediction = readonly [trueClass: number, predictedClass: number];

export const fashionNames = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Of 1,000 images of each class, those that a model took for another class: what is left it got right. */
export const annMistakes: Mistakes = {
  0: { 1: 3, 2: 18, 3: 31, 4: 4, 6: 112, 8: 9 },
  1: { 0: 3, 2: 10, 3: 18, 4: 5, 6: 2 },
  2: { 0: 20, 3: 12, 4: 104, 6: 85, 8: 4 },
  3: { 0: 24, 1: 11, 2: 14, 4: 33, 6: 26, 8: 4 },
  4: { 2: 96, 3: 31, 6: 68, 8: 3 },
  5: { 7: 24, 8: 2, 9: 13 },
  6: { 0: 153, 2: 97, 3: 32, 4: 84, 8: 13 },
  7: { 5: 18, 9: 29 },
  8: { 0: 7, 3: 4, 4: 4, 5: 4, 6: 9, 7: 4 },
  9: { 5: 9, 7: 36 },
};
export const cnnMistakes: Mistakes = {
  0: { 2: 14, 3: 12, 6: 83, 8: 4 },
  1: { 0: 1, 2: 2, 3: 9, 4: 2 },
  2: { 0: 12, 3: 8, 4: 46, 6: 52 },
  3: { 0: 10, 1: 4, 2: 9, 4: 25, 6: 20, 8: 1 },
  4: { 2: 44, 3: 25, 6: 59 },
  5: { 7: 9, 9: 5 },
  6: { 0: 112, 2: 62, 3: 26, 4: 65, 8: 5 },
  7: { 5: 6, 9: 22 },
  8: { 0: 2, 3: 3, 4: 2, 5: 1, 6: 3, 7: 3 },
  9: { 5: 5, 7: 31 },
};

export function predictionsOf(mistakes: Mistakes): Prediction[] {
  return fashionNames.flatMap((_, trueClass) => {
    const wrong = Object.entries(mistakes[trueClass] ?? {}).flatMap(([predicted, count]) =>
      Array.from({ length: count }, (): Prediction => [trueClass, Number(predicted)]),
    );
    return [...Array.from({ length: 1000 - wrong.length }, (): Prediction => [trueClass, trueClass]), ...wrong];
  });
}

function fashionRun(modelName: string, mistakes: Mistakes): RunEvent[] {
  const runId = `${modelName}-run`;
  return recordedRun({ modelName, runId, classNames: fashionNames, predictions: predictionsOf(mistakes) });
}

/** Two models of ten classes, as full test data would have it. */
export function fashionRuns(rest: Partial<Snapshot> = {}): Snapshot {
  return snapshotOf(
    [
      ['ann-run', fashionRun('ann', annMistakes)],
      ['cnn-run', fashionRun('cnn', cnnMistakes)],
    ],
    { baseline: 'ann-run', ...rest },
  );
}

/** Two models as a person compares them, one trained twice: curves, mistakes and predictions fit each other. */
export function comparedRuns(rest: Partial<Snapshot> = {}): Snapshot {
  const run = (modelName: string, seed: number, mistakes: Mistakes, curves: Parameters<typeof trainedRun>[0]) => {
    const runId = `${modelName}-run-${seed}`;
    const predictions = predictionsOf(mistakes);
    return [runId, trainedRun({ modelName, runId, seed, classNames: fashionNames, predictions, ...curves })] as const;
  };
  return snapshotOf(
    [
      run('ann', 1, annMistakes, { level: 0.885, epochs: 10, drops: [7] }),
      run('cnn', 1, cnnMistakes, { level: 0.92, epochs: 9, isStoppedEarly: true }),
      [...run('cnn', 2, cnnMistakes, { level: 0.914, epochs: 9, drops: [6] }), { isStale: true }],
    ],
    { baseline: 'ann-run-1', ...rest },
  );
}

/** A run of so many classes, most mistakes beside the diagonal. */
export function runOfClasses(count: number, shift = 1): RunEvent[] {
  const classNames = Array.from(
    { length: count },
    (_, index) => `${index % 7 === 3 ? 'a long-winded class called ' : ''}c${index}`,
  );
  const predictions = classNames.flatMap((_, label) =>
    Array.from(
      { length: 30 },
      (__, index): Prediction => [label, index < 24 ? label : (label + (index < 28 ? shift : index * 7)) % count],
    ),
  );
  const modelName = `of-${count}`;
  return recordedRun({ modelName, runId: `${modelName}-${shift}`, classNames, predictions });
}

/** The last images of some classes got no prediction: the model's output was not a number. */
export function withUnpredicted(events: readonly RunEvent[], missing: Readonly<Record<number, number>>): RunEvent[] {
  return events.map((event) => {
    if (event.type !== 'evaluated') return event;
    const { evaluation } = event;
    const confusion = evaluation.confusion.map((row, index) =>
      row.map((count, column) => (column === index ? count - (missing[index] ?? 0) : count)),
    );
    const classes = classMetricsOf(
      confusion,
      evaluation.classes.map(({ support }) => support),
    );
    const unpredicted = Object.values(missing).reduce((sum, count) => sum + count, 0);
    return { ...event, evaluation: { ...evaluation, confusion, classes, unpredicted } };
  });
}

/** Runs of which some cannot be drawn, or not beside the first. */
export function mixedRuns(): Snapshot {
  return snapshotOf(
    [
      ['cnn-run', withUnpredicted(fashionRun('cnn', cnnMistakes), { 6: 12, 0: 3 }), { isStale: true }],
      ['live-run', runningRun(6, { modelName: 'live' }).begun],
      ['failed-run', recordedRun({ modelName: '<img src=x onerror=alert(1)>', runId: 'failed-run', ending: 'failed' })],
      ['other-run', recordedRun({ modelName: 'cats and dogs', runId: 'other-run' })],
      ['ann-run', fashionRun('ann', annMistakes)],
    ],
    { baseline: 'gone-run' },
  );
}
