import { MAXIMUM_IMAGE_SIDE } from '../dataset.js';
import type { Recipe } from '../definition/definition.js';
import { FOLD_COUNTS, type Fold } from '../training/folds.js';
import type { RunEvent } from './events.js';
import {
  anyObject,
  count,
  finite,
  flag,
  isDeeperThan,
  list,
  listUpTo,
  Mismatch,
  measured,
  nullable,
  object,
  oneOf,
  type Reader,
  recordOf,
  shortJson,
  text,
  textUpTo,
  whole,
} from './readers.js';
import type { RunRequest } from './request.js';

/** Deepest nesting of an event that is read: none of ours has half of it. */
const MAXIMUM_DEPTH = 24;
/** Most classes of a dataset: labels are bytes. */
const MAXIMUM_CLASSES = 256;
/** A definition's most layers, and the input that it need not name. */
const MAXIMUM_LAYERS = 2001;

/** An event that was read, or why not. */
export type ParsedEvent =
  | { readonly event: RunEvent }
  | { readonly unknownType: string }
  | { readonly problem: string };

/**
 * Reads one event from a JSON value, from a file or another process: checks every field that somebody relies on.
 * A measured number that JSON wrote as null (NaN, infinite) comes back as NaN. Never throws.
 */
export function parseEvent(value: unknown): ParsedEvent {
  if (isDeeperThan(MAXIMUM_DEPTH, value)) return { problem: `nested deeper than ${MAXIMUM_DEPTH}` };
  try {
    const { type } = tagged(value, '');
    if (!Object.hasOwn(readers, type)) return { unknownType: type };
    return { event: readers[type as RunEvent['type']](value, '') };
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message };
    throw error;
  }
}

/** Reads a request from a JSON value; undefined when it is none. Never throws. */
export function parseRunRequest(value: unknown): RunRequest | undefined {
  try {
    return request(value, 'request');
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
}

/** What stands in tables: names, versions, places. */
const name = textUpTo(1000);
/** What is told to people: reasons, messages, the end of a log. */
const words = textUpTo(100_000);

const tagged = object({ type: text });
const base = { time: finite };
const end = { time: finite, durationMs: finite };
const endOptional = { layersDurationMs: finite, peakMemoryBytes: finite, weightsHash: text };

const split = object({ count, loss: measured, accuracy: measured });
const averages = object({ precision: measured, recall: measured, f1: measured });

const evaluation = object(
  {
    train: split,
    test: split,
    topK: recordOf(measured),
    logLoss: measured,
    confusion: listUpTo(MAXIMUM_CLASSES, listUpTo(MAXIMUM_CLASSES, count)),
    classes: listUpTo(
      MAXIMUM_CLASSES,
      object({ precision: nullable(finite), recall: nullable(finite), f1: nullable(finite), support: count }),
    ),
    macro: averages,
    weighted: averages,
  },
  { validation: split, unpredicted: count },
);

const fold: Reader<Fold> = (value, path) => {
  const { count: parts } = object({ count: whole(FOLD_COUNTS.minimum, FOLD_COUNTS.maximum) })(value, path);
  return { index: object({ index: whole(0, parts - 1) })(value, path).index, count: parts };
};

const request = object(
  {
    definitionText: text,
    definitionPath: words,
    dataset: words,
    seed: finite,
    validationSplit: finite,
    recipe: anyObject,
    engine: oneOf('auto', 'tensorflow', 'portable'),
  },
  {
    comparison: name,
    limit: count,
    fold,
    attribution: object({ id: name, changes: listUpTo(100, words) }),
    seedPlan: object({ minimum: whole(1), maximum: whole(1), models: listUpTo(10_000, name) }),
    sweep: object({ model: name, options: recordOf(shortJson) }),
  },
);

const ranOn = object({ runner: oneOf('ray'), address: words, host: name });

const configured = object({ type: name, options: anyObject });

type OptionalPart = 'fineTuning' | 'labelSmoothing';

const recipe: Reader<Recipe> = object<Omit<Recipe, OptionalPart>, Required<Pick<Recipe, OptionalPart>>>(
  {
    optimizer: configured,
    learningRateSchedule: configured,
    batchSize: whole(1),
    epochs: whole(1),
    callbacks: listUpTo(20, configured),
  },
  { fineTuning: object({ epochs: whole(1), learningRate: finite }), labelSmoothing: finite },
);

const imageShape: Reader<readonly [number, number, number]> = (value, path) => {
  const [height, width, channels] = list(whole(1, MAXIMUM_IMAGE_SIDE), 3)(value, path);
  return [height ?? 1, width ?? 1, channels ?? 1];
};

const dataset = object({
  id: words,
  name: words,
  source: object({
    kind: oneOf('folder', 'cache', 'system', 'download', 'embedded'),
    location: words,
    isSample: flag,
  }),
  classNames: listUpTo(MAXIMUM_CLASSES, name),
  imageShape,
  trainCount: count,
  testCount: count,
  checksum: name,
});

const layer = object({
  name,
  type: name,
  from: listUpTo(100, name),
  outputShape: listUpTo(8, finite),
  parameterCount: count,
  macs: finite,
  line: count,
});

const engine = object(
  { id: name, versions: recordOf(name), threads: count, instructionSets: listUpTo(100, name) },
  { note: words },
);

const backbone = object(
  {
    layer: name,
    network: name,
    alpha: finite,
    inputSize: count,
    upTo: name,
    origin: oneOf('embedded', 'cache', 'folder', 'file', 'none'),
  },
  { title: words, checksum: name },
);

// One reader for each type of event: a new type or a new required field is missed here by the compiler.
const readers: { readonly [K in RunEvent['type']]: Reader<Extract<RunEvent, { type: K }>> } = {
  runStarted: object(
    {
      ...base,
      type: oneOf('runStarted'),
      schemaVersion: whole(1),
      runId: name,
      request,
      recipe,
      modelName: name,
      layers: listUpTo(MAXIMUM_LAYERS, layer),
      parameterCount: count,
      trainableParameterCount: count,
      macs: finite,
      dataset,
      trainCount: count,
      validationCount: count,
      testCount: count,
      stepsPerEpoch: count,
      engine,
      versions: recordOf(name),
    },
    { gitRevision: name, ranOn, backbones: listUpTo(MAXIMUM_LAYERS, backbone) },
  ),
  runResumed: object({
    ...base,
    type: oneOf('runResumed'),
    fromEpoch: count,
    engine,
    versions: recordOf(name),
    notes: listUpTo(100, words),
  }),
  phaseStarted: object({
    ...base,
    type: oneOf('phaseStarted'),
    phase: oneOf('training', 'head', 'fineTuning'),
    firstEpoch: whole(1),
    epochs: whole(1),
    learningRate: measured,
    trainedParameterCount: count,
  }),
  featuresComputed: object({ ...base, type: oneOf('featuresComputed'), done: count, total: count }),
  featuresReady: object({
    ...base,
    type: oneOf('featuresReady'),
    layer: name,
    shape: listUpTo(8, finite),
    images: count,
    bytes: count,
    source: oneOf('cache', 'computed', 'eachStep'),
    durationMs: finite,
    notes: listUpTo(100, words),
  }),
  epochStarted: object({ ...base, type: oneOf('epochStarted'), epoch: whole(1), learningRate: measured }),
  batchesTrained: object({
    ...base,
    type: oneOf('batchesTrained'),
    epoch: whole(1),
    step: count,
    loss: measured,
    accuracy: measured,
    samplesPerSecond: measured,
  }),
  epochEnded: object(
    {
      ...base,
      type: oneOf('epochEnded'),
      epoch: whole(1),
      learningRate: measured,
      loss: measured,
      accuracy: measured,
      trainDurationMs: finite,
      durationMs: finite,
      isBest: flag,
    },
    { validationLoss: measured, validationAccuracy: measured, weightsHash: text },
  ),
  learningRateReduced: object({
    ...base,
    type: oneOf('learningRateReduced'),
    epoch: whole(1),
    from: measured,
    to: measured,
    reason: words,
  }),
  earlyStopped: object({ ...base, type: oneOf('earlyStopped'), epoch: whole(1), reason: words }),
  bestWeightsRestored: object({
    ...base,
    type: oneOf('bestWeightsRestored'),
    epoch: count,
    monitor: name,
    value: measured,
  }),
  evaluated: object(
    { ...base, type: oneOf('evaluated'), evaluation, durationMs: finite },
    { predictionDurationMs: finite },
  ),
  runCompleted: object({ ...end, type: oneOf('runCompleted') }, endOptional),
  runStopped: object({ ...end, type: oneOf('runStopped'), reason: words }, endOptional),
  runFailed: object({ ...end, type: oneOf('runFailed'), code: name, message: words }, { ...endOptional, log: words }),
};
