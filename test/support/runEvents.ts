import fc from 'fast-check';
import { evaluatePredictions } from '../../src/core/metrics/evaluatePredictions.js';
import type { Evaluation } from '../../src/core/metrics/evaluation.js';
import type { RunEvent, RunStarted } from '../../src/core/run/events.js';

/** 2031-04-05 06:07:08 UTC. */
export const START_TIME = Date.UTC(2031, 3, 5, 6, 7, 8);

export const RUN_ID = '20310405-060708-cnn-s0-4f3a';

interface RunOptions {
  readonly modelName?: string;
  readonly runId?: string;
  readonly seed?: number;
  readonly definitionText?: string;
  readonly checksum?: string;
  readonly isSample?: boolean;
  readonly validationSplit?: number;
  readonly limit?: number;
  readonly epochs?: number;
}

/** A `runStarted` as the trainer writes it: 3 epochs of 10 steps of 64 images, 3 classes, 4 test images. */
export function runStarted(options: RunOptions = {}): RunStarted {
  const { modelName = 'CNN', seed = 0, validationSplit = 0.2, epochs = 3 } = options;
  return {
    type: 'runStarted',
    time: START_TIME,
    schemaVersion: 1,
    runId: options.runId ?? RUN_ID,
    request: {
      definitionText: options.definitionText ?? `{ "name": ${JSON.stringify(modelName)} }`,
      definitionPath: '/models/cnn.model.jsonc',
      dataset: 'fashion-mnist',
      seed,
      validationSplit,
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      recipe: {},
      engine: 'auto',
    },
    recipe: {
      optimizer: { type: 'adamW', options: { learningRate: 0.001 } },
      learningRateSchedule: { type: 'constant', options: {} },
      batchSize: 64,
      epochs,
      callbacks: [],
    },
    modelName,
    layers: [
      {
        name: 'dense',
        type: 'dense',
        from: ['flatten'],
        outputShape: [3],
        parameterCount: 2_355,
        macs: 2_352,
        line: 4,
      },
    ],
    parameterCount: 2_355,
    trainableParameterCount: 2_355,
    macs: 2_352,
    dataset: {
      id: 'fashion-mnist',
      name: 'Fashion-MNIST',
      source: { kind: 'system', location: '/datasets', isSample: options.isSample ?? false },
      classNames: ['Shirt', 'Bag', 'Coat'],
      imageShape: [28, 28, 1],
      trainCount: 800,
      testCount: 4,
      checksum: options.checksum ?? '5b4141f0afbad91e',
    },
    trainCount: 640,
    validationCount: 160,
    testCount: 4,
    stepsPerEpoch: 10,
    engine: { id: 'tensorflow', versions: { tensorflow: '2.21.0' }, threads: 2, instructionSets: ['avx2'] },
    versions: { 'model-bakeoff': '0.1.0', node: '20.20.2' },
  };
}

/** An evaluation of four images, three of them right. */
export function evaluationOf(trainAccuracy = 0.9): Evaluation {
  const probabilities = new Float32Array([0.7, 0.2, 0.1, 0.3, 0.4, 0.3, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6]);
  return {
    ...evaluatePredictions(probabilities, [0, 1, 2, 2], 3),
    train: { count: 640, loss: 0.25, accuracy: trainAccuracy },
    validation: { count: 160, loss: 0.4, accuracy: 0.8 },
  };
}

/** A whole run of three epochs, one second an epoch and a fifth for its validation, the second epoch the best. */
export function completedRun(options: RunOptions = {}): RunEvent[] {
  const events: RunEvent[] = [runStarted(options)];
  let time = START_TIME + 2_000;
  for (const epoch of [1, 2, 3]) {
    events.push({ type: 'epochStarted', time, epoch, learningRate: 0.001 });
    for (const step of [5, 10]) {
      const loss = 1 / (epoch + step / 10);
      const at = time + step * 100;
      events.push({ type: 'batchesTrained', time: at, epoch, step, loss, accuracy: 0.5, samplesPerSecond: 640 });
    }
    time += 1_200;
    events.push({
      type: 'epochEnded',
      time,
      epoch,
      learningRate: 0.001,
      loss: 1 / epoch,
      accuracy: 0.6 + epoch / 10,
      validationLoss: epoch === 2 ? 0.4 : 0.5,
      validationAccuracy: 0.8,
      trainDurationMs: 1_000,
      durationMs: 1_200,
      isBest: epoch < 3,
    });
  }
  const reason = 'Validation loss has not improved for 1 epoch.';
  events.push(
    { type: 'learningRateReduced', time, epoch: 3, from: 0.001, to: 0.0005, reason },
    { type: 'earlyStopped', time, epoch: 3, reason },
    { type: 'bestWeightsRestored', time, epoch: 2, monitor: 'validationLoss', value: 0.4 },
    { type: 'evaluated', time: time + 300, evaluation: evaluationOf(), durationMs: 300 },
    { type: 'runCompleted', time: time + 400, durationMs: 6_000, peakMemoryBytes: 690_000_000 },
  );
  return events;
}

const measured = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(Number.NaN, Infinity));
const epoch = fc.integer({ min: 1, max: 5 });
const time = fc.integer({ min: START_TIME, max: START_TIME + 100_000 });

/** Any event that a trainer could write, with any numbers; in no order. */
export const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({ seed: fc.nat(9), epochs: fc.integer({ min: 1, max: 9 }) }).map(runStarted),
  fc.record({ type: fc.constant('epochStarted' as const), time, epoch, learningRate: measured }),
  fc.record({
    type: fc.constant('batchesTrained' as const),
    time,
    epoch,
    step: fc.nat(12),
    loss: measured,
    accuracy: measured,
    samplesPerSecond: measured,
  }),
  fc.record(
    {
      type: fc.constant('epochEnded' as const),
      time,
      epoch,
      learningRate: measured,
      loss: measured,
      accuracy: measured,
      validationLoss: measured,
      validationAccuracy: measured,
      trainDurationMs: fc.nat(5_000),
      durationMs: fc.nat(5_000),
      isBest: fc.boolean(),
    },
    {
      requiredKeys: [
        'type',
        'time',
        'epoch',
        'learningRate',
        'loss',
        'accuracy',
        'trainDurationMs',
        'durationMs',
        'isBest',
      ],
    },
  ),
  fc.record({
    type: fc.constant('learningRateReduced' as const),
    time,
    epoch,
    from: measured,
    to: measured,
    reason: fc.string(),
  }),
  fc.record({ type: fc.constant('earlyStopped' as const), time, epoch, reason: fc.string() }),
  fc.record({
    type: fc.constant('bestWeightsRestored' as const),
    time,
    epoch,
    monitor: fc.string(),
    value: measured,
  }),
  fc.record({
    type: fc.constant('evaluated' as const),
    time,
    evaluation: measured.map(evaluationOf),
    durationMs: time,
  }),
  fc.record({ type: fc.constant('runCompleted' as const), time, durationMs: fc.nat() }),
  fc.record({ type: fc.constant('runStopped' as const), time, durationMs: fc.nat(), reason: fc.string() }),
  fc.record({
    type: fc.constant('runFailed' as const),
    time,
    durationMs: fc.nat(),
    code: fc.constant('loss-not-finite'),
    message: fc.string(),
  }),
);
