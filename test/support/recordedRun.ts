import { defaultRecipe } from '../../src/core/definition/recipe.js';
import { evaluatePredictions } from '../../src/core/metrics/evaluatePredictions.js';
import type { Evaluation } from '../../src/core/metrics/evaluation.js';
import type { RunEvent, RunStarted } from '../../src/core/run/events.js';

/** What a recorded run should be like; the rest is plausible. */
export interface RecordedRunOptions {
  readonly modelName?: string;
  readonly runId?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly classNames?: readonly string[];
  readonly isSample?: boolean;
  readonly trainAccuracy?: number;
  /** One label after another; the predicted class of each. Default: 20 images, of which 2 of class 1 are taken for 0. */
  readonly predictions?: readonly (readonly [trueClass: number, predictedClass: number])[];
  readonly ending?: 'completed' | 'stopped' | 'failed' | 'none';
  readonly limit?: number;
}

const START = Date.UTC(2031, 3, 5, 6, 7, 8);

/** The events of a run as the trainer would have written them. */
export function recordedRun(options: RecordedRunOptions = {}): RunEvent[] {
  const epochs = options.epochs ?? 2;
  const ending = options.ending ?? 'completed';
  const events: RunEvent[] = [recordedStart(options)];
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const time = START + epoch * 10_000;
    events.push(
      { type: 'epochStarted', time: time - 9_000, epoch, learningRate: 0.001 },
      {
        type: 'batchesTrained',
        time: time - 5_000,
        epoch,
        step: 375,
        loss: 0.5 / epoch,
        accuracy: 0.8,
        samplesPerSecond: 4_119.7,
      },
      {
        type: 'epochEnded',
        time,
        epoch,
        learningRate: 0.001,
        loss: 0.5 / epoch,
        accuracy: 0.8 + epoch / 100,
        validationLoss: 0.6 / epoch,
        validationAccuracy: 0.79 + epoch / 100,
        trainDurationMs: 8_000,
        durationMs: 9_000,
        isBest: true,
      },
    );
  }
  const time = START + epochs * 10_000 + 1_000;
  const durationMs = epochs * 10_000 + 2_000;
  if (ending === 'failed')
    events.push({
      type: 'runFailed',
      time,
      durationMs,
      code: 'loss-not-finite',
      message: 'The loss is NaN in step 12.',
    });
  if (ending === 'stopped') events.push({ type: 'runStopped', time, durationMs, reason: 'Stopped by the user.' });
  if (ending === 'completed')
    events.push(
      { type: 'evaluated', time, evaluation: recordedEvaluation(options), durationMs: 900 },
      { type: 'runCompleted', time, durationMs, peakMemoryBytes: 690_000_000 },
    );
  return events;
}

function recordedStart(options: RecordedRunOptions): RunStarted {
  const classNames = options.classNames ?? ['cat', 'dog'];
  const isSample = options.isSample ?? false;
  const modelName = options.modelName ?? 'cnn';
  return {
    type: 'runStarted',
    time: START,
    schemaVersion: 1,
    runId: options.runId ?? `20310405-060708-${modelName}`,
    request: {
      definitionText: `{ "name": ${JSON.stringify(modelName)} }`,
      definitionPath: `/models/${modelName}.model.jsonc`,
      dataset: 'fashion-mnist',
      seed: options.seed ?? 0,
      validationSplit: 0.2,
      recipe: {},
      engine: 'auto',
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    },
    recipe: { ...defaultRecipe, epochs: 10 },
    modelName,
    layers: [],
    parameterCount: 421_642,
    trainableParameterCount: 421_450,
    macs: 4_241_152,
    dataset: {
      id: 'fashion-mnist',
      name: 'Fashion-MNIST',
      source: { kind: isSample ? 'embedded' : 'system', location: '/data/fashion-mnist', isSample },
      classNames,
      imageShape: [28, 28, 1],
      trainCount: isSample ? 6_000 : 60_000,
      testCount: isSample ? 1_000 : 10_000,
      checksum: isSample ? 'aaaaaaaa1111' : 'bbbbbbbb2222',
    },
    trainCount: 48_000,
    validationCount: 12_000,
    testCount: 10_000,
    stepsPerEpoch: 750,
    engine: {
      id: 'tensorflow',
      versions: { tensorflow: '2.21.0', 'tfjs-node': '4.22.0' },
      threads: 2,
      instructionSets: ['avx2', 'fma'],
    },
    versions: { 'model-bakeoff': '0.1.0', node: '20.20.2' },
  };
}

const defaultPredictions = [
  ...Array.from({ length: 10 }, () => [0, 0] as const),
  ...Array.from({ length: 8 }, () => [1, 1] as const),
  ...Array.from({ length: 2 }, () => [1, 0] as const),
];

/** The evaluation that follows from some predictions, each made with a probability of 0.9. */
export function recordedEvaluation(options: RecordedRunOptions = {}): Evaluation {
  const predictions = options.predictions ?? defaultPredictions;
  const classCount = (options.classNames ?? ['cat', 'dog']).length;
  const probabilities = new Float32Array(predictions.length * classCount).fill(0.1 / Math.max(1, classCount - 1));
  predictions.forEach(([, predicted], row) => {
    probabilities[row * classCount + predicted] = 0.9;
  });
  const labels = predictions.map(([label]) => label);
  return {
    train: { count: 48_000, loss: 0.2, accuracy: options.trainAccuracy ?? 0.92 },
    validation: { count: 12_000, loss: 0.3, accuracy: 0.9 },
    ...evaluatePredictions(probabilities, labels, classCount),
  };
}
