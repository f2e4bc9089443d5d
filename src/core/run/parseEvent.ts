import type { Recipe } from '../definition/definition.js';
import type { RunEvent } from './events.js';
import {
  anyObject,
  count,
  finite,
  flag,
  list,
  Mismatch,
  measured,
  nullable,
  object,
  oneOf,
  type Reader,
  recordOf,
  text,
  whole,
} from './readers.js';

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
  try {
    const { type } = tagged(value, '');
    if (!Object.hasOwn(readers, type)) return { unknownType: type };
    return { event: readers[type as RunEvent['type']](value, '') };
  } catch (error) {
    if (error instanceof Mismatch) return { problem: error.message };
    throw error;
  }
}

const tagged = object({ type: text });
const base = { time: finite };
const end = { time: finite, durationMs: finite };
const endOptional = { peakMemoryBytes: finite };

const split = object({ count, loss: measured, accuracy: measured });
const averages = object({ precision: measured, recall: measured, f1: measured });

const evaluation = object(
  {
    train: split,
    test: split,
    topK: recordOf(measured),
    logLoss: measured,
    confusion: list(list(count)),
    classes: list(
      object({ precision: nullable(finite), recall: nullable(finite), f1: nullable(finite), support: count }),
    ),
    macro: averages,
    weighted: averages,
  },
  { validation: split, unpredicted: count },
);

const request = object(
  {
    definitionText: text,
    definitionPath: text,
    dataset: text,
    seed: finite,
    validationSplit: finite,
    recipe: anyObject,
    engine: oneOf('auto', 'tensorflow'),
  },
  { comparison: text, limit: count },
);

const configured = object({ type: text, options: anyObject });

const recipe: Reader<Recipe> = object({
  optimizer: configured,
  learningRateSchedule: configured,
  batchSize: whole(1),
  epochs: whole(1),
  callbacks: list(configured),
});

const imageShape: Reader<readonly [number, number, number]> = (value, path) => {
  const [height, width, channels] = list(whole(1), 3)(value, path);
  return [height ?? 1, width ?? 1, channels ?? 1];
};

const dataset = object({
  id: text,
  name: text,
  source: object({
    kind: oneOf('folder', 'cache', 'system', 'download', 'embedded'),
    location: text,
    isSample: flag,
  }),
  classNames: list(text),
  imageShape,
  trainCount: count,
  testCount: count,
  checksum: text,
});

const layer = object({
  name: text,
  type: text,
  from: list(text),
  outputShape: list(finite),
  parameterCount: count,
  macs: finite,
  line: count,
});

const engine = object({ id: text, versions: recordOf(text), threads: count, instructionSets: list(text) });

// One reader for each type of event: a new type or a new required field is missed here by the compiler.
const readers: { readonly [K in RunEvent['type']]: Reader<Extract<RunEvent, { type: K }>> } = {
  runStarted: object(
    {
      ...base,
      type: oneOf('runStarted'),
      schemaVersion: whole(1),
      runId: text,
      request,
      recipe,
      modelName: text,
      layers: list(layer),
      parameterCount: count,
      trainableParameterCount: count,
      macs: finite,
      dataset,
      trainCount: count,
      validationCount: count,
      testCount: count,
      stepsPerEpoch: count,
      engine,
      versions: recordOf(text),
    },
    { gitRevision: text },
  ),
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
    { validationLoss: measured, validationAccuracy: measured },
  ),
  learningRateReduced: object({
    ...base,
    type: oneOf('learningRateReduced'),
    epoch: whole(1),
    from: measured,
    to: measured,
    reason: text,
  }),
  earlyStopped: object({ ...base, type: oneOf('earlyStopped'), epoch: whole(1), reason: text }),
  bestWeightsRestored: object({
    ...base,
    type: oneOf('bestWeightsRestored'),
    epoch: count,
    monitor: text,
    value: measured,
  }),
  evaluated: object({ ...base, type: oneOf('evaluated'), evaluation, durationMs: finite }),
  runCompleted: object({ ...end, type: oneOf('runCompleted') }, endOptional),
  runStopped: object({ ...end, type: oneOf('runStopped'), reason: text }, endOptional),
  runFailed: object({ ...end, type: oneOf('runFailed'), code: text, message: text }, { ...endOptional, log: text }),
};
