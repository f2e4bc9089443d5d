import type { RunEvent } from '../../../src/core/run/events.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { annMistakes, cnnMistakes, fashionNames, type Mistakes, predictionsOf } from './classRuns.js';
import { snapshotOf, trainedRun } from './pageRuns.js';

/** A model's cost, and how many mistakes it makes of those that it begins with. */
interface Model {
  readonly name: string;
  readonly mistakes: Mistakes;
  readonly factor: number;
  readonly parameters: number;
  readonly macs: number;
  readonly secondsPerEpoch: number;
  readonly predictionDurationMs: number;
  readonly seeds: readonly number[];
}

const ann: Model = {
  name: 'ann',
  mistakes: annMistakes,
  factor: 1,
  parameters: 109_386,
  macs: 108_928,
  secondsPerEpoch: 2,
  predictionDurationMs: 62,
  seeds: [1, 2, 3],
};
const cnn: Model = {
  ...ann,
  name: 'cnn',
  mistakes: cnnMistakes,
  parameters: 421_642,
  macs: 4_241_152,
  secondsPerEpoch: 9,
  predictionDurationMs: 610,
};
const wide: Model = {
  ...cnn,
  name: 'cnn-wide',
  factor: 0.985,
  parameters: 1_683_210,
  macs: 16_500_000,
  secondsPerEpoch: 26,
  predictionDurationMs: 2_150,
};

/** Two or three seeds of each of three models as people compare them: one pair is clear, one is not; a seed broke off. */
export function seedGroups(rest: Partial<Snapshot> = {}): Snapshot {
  return snapshotOf(
    [
      ...[ann, cnn, wide].flatMap((model) => model.seeds.map((seed) => seedOf(model, seed))),
      [
        'cnn-4',
        trainedRun({
          modelName: 'cnn',
          runId: 'cnn-4',
          seed: 4,
          classNames: fashionNames,
          epochs: 4,
          ending: 'failed',
        }),
      ],
    ],
    { baseline: 'ann-1', ...rest },
  );
}

function seedOf(model: Model, seed: number): readonly [string, RunEvent[]] {
  const { name, mistakes, factor, parameters, macs, secondsPerEpoch, predictionDurationMs } = model;
  const runId = `${name}-${seed}`;
  const predictions = predictionsOf(varied(mistakes, factor, seed));
  const level = 1 - 0.0001 * predictions.filter(([label, predicted]) => label !== predicted).length;
  const options = {
    modelName: name,
    runId,
    seed,
    classNames: fashionNames,
    predictions,
    level,
    epochs: 8 + (seed % 2),
  };
  const events = trainedRun(options).map((event): RunEvent => {
    if (event.type === 'runStarted') return { ...event, parameterCount: parameters, macs };
    if (event.type === 'evaluated') return { ...event, predictionDurationMs };
    if (event.type !== 'epochEnded') return event;
    return { ...event, trainDurationMs: secondsPerEpoch * 1000 * (1 + 0.02 * seed) };
  });
  return [runId, events];
}

/** A few mistakes more or less with each seed. */
function varied(mistakes: Mistakes, factor: number, seed: number): Mistakes {
  return Object.fromEntries(
    Object.entries(mistakes).map(([label, row]) => [
      label,
      Object.fromEntries(
        Object.entries(row).map(([predicted, count]) => [
          predicted,
          Math.round(count * factor * (1 + 0.06 * Math.sin(3 * seed + Number(label) + 2 * Number(predicted)))),
        ]),
      ),
    ]),
  );
}

/** Two runs that differ in a few images alone: whatever the difference is, it does not matter. */
export function twins(rest: Partial<Snapshot> = {}): Snapshot {
  const other: Mistakes = { ...cnnMistakes, 5: { 7: 10, 9: 5 } };
  // Ids from which the same images are drawn: their letters come to the same number.
  return snapshotOf(
    [
      ['twin-Aa', trainedRun({ ...twinOptions('cnn', cnnMistakes), runId: 'twin-Aa' })],
      ['twin-BB', trainedRun({ ...twinOptions('cnn-twin', other), runId: 'twin-BB' })],
    ],
    { baseline: 'twin-Aa', ...rest },
  );
}

function twinOptions(modelName: string, mistakes: Mistakes) {
  return { modelName, seed: 1, classNames: fashionNames, predictions: predictionsOf(mistakes), level: 0.91 };
}
