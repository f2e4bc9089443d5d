import { createHash } from 'node:crypto';
import { type Dataset, describeDataset } from '../core/dataset.js';
import { applyRecipe } from '../core/definition/recipe.js';
import { macsOf } from '../core/plan/plan.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { ModelSession, type VariableValues } from '../core/training/modelSession.js';
import { splitDataset } from '../core/training/split.js';
import { train } from '../core/training/train.js';
import type { TrainingEnvironment, TrainingSink } from '../core/training/trainingOptions.js';
import { describeUnread, loadDataset } from '../datasets/index.js';
import { loadEngine } from '../engines/loadEngine.js';
import { floatsToBytes } from '../runs/floatBytes.js';
import { findResumePoint, type ResumePoint } from '../runs/resumePoint.js';
import { RunWriter } from '../runs/runWriter.js';
import { describeRun } from './describeRun.js';
import { failureOf } from './failure.js';
import { planRequest } from './planRequest.js';
import { requireMemory } from './requireMemory.js';
import { requireSameImages, requireSameWeights, resumedEngine, resumeEvents } from './resumeTraining.js';

/**
 * Does what a request asks for, from reading the definition to the stored evaluation, and leaves it all in
 * `runFolder`; with `resume` goes on with the run that is there. Every event is written before it is emitted. Never throws:
 * what goes wrong becomes `runFailed`, unless a new run folder cannot be written at all. A resumption that fails before
 * the training goes on, and a failure that the disk does not take, are emitted only.
 */
export async function runTraining(
  request: RunRequest,
  runFolder: string,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  { resume }: { readonly resume: boolean } = { resume: false },
): Promise<void> {
  const point = resume ? await findResumePoint(runFolder) : undefined;
  const writer = await (point === undefined
    ? RunWriter.open(runFolder, request.definitionText)
    : RunWriter.reopen(runFolder, request.definitionText, point));
  let isRecording = point === undefined;
  const record = (event: RunEvent): void => {
    isRecording = true;
    writer.append(event);
    emit(event);
  };
  try {
    for await (const event of trainingEvents(request, writer, signal, point)) record(completed(event));
  } catch (error) {
    // Told to stop before the loop began, where an abort shows as an error of whatever was going on.
    const end: RunEvent = signal.aborted
      ? { type: 'runStopped', ...endTimes(), reason: String(signal.reason) }
      : { type: 'runFailed', ...endTimes(), ...failureOf(error) };
    if (writer.state.status === 'running' && isRecording) recordOrEmit(completed(end), record, emit);
    else emit(completed(end));
  } finally {
    await close(writer);
  }
}

async function* trainingEvents(
  request: RunRequest,
  writer: RunWriter,
  signal: AbortSignal,
  point: ResumePoint | undefined,
): AsyncGenerator<RunEvent> {
  // Reading the images goes on in other threads while the native library loads in this one.
  const reading = loadDataset(request.dataset, { signal });
  // A failure is met by the await below, whatever comes before it.
  reading.catch(() => undefined);
  const { imageShape, classNames } = (await describeUnread(request.dataset)) ?? (await reading);
  const classCount = classNames.length;
  const { definition, plan } = planRequest(request, { inputShape: imageShape, classCount });
  const recipe = applyRecipe(definition.recipe, request.recipe);
  // Known before the library is loaded, as it decides the number of threads.
  const stepMacs = macsOf(plan) * recipe.batchSize;
  const engine = await loadEngine(resumedEngine(point?.started) ?? request.engine, { note: writeLog, stepMacs });
  const dataset = await reading;
  if (point?.started !== undefined) requireSameImages(point.started.dataset, dataset);
  const split = splitDataset({ train: dataset.train.count, test: dataset.test.count }, request);
  // No step takes more images than there are to train on.
  const batchSize = Math.min(recipe.batchSize, split.train.length);
  requireMemory(plan, { ...recipe, batchSize }, describeDataset(dataset));

  const session = await ModelSession.create(engine, plan, recipe.optimizer, {
    labelSmoothing: recipe.labelSmoothing ?? 0,
  });
  try {
    const resumeFrom = point?.checkpoint?.training;
    if (resumeFrom === undefined) await session.initialize(request.seed);
    else requireSameWeights(session.weights, resumeFrom.weights);
    await session.loadDataset(dataset);
    const { folder } = writer;
    const prepared = { folder, request, recipe, plan, split, dataset: describeDataset(dataset) };
    const started = await describeRun({ ...prepared, engine: engine.describe() });
    if (point !== undefined) yield* resumeEvents(point, started);
    if (resumeFrom === undefined) yield started;
    const { seed } = request;
    const environment = environmentOf(signal);
    const sink = sinkOf(writer);
    const loop = { session, recipe, seed, split, classCount, testLabels: testLabelsOf(dataset), environment, sink };
    yield* train({ ...loop, ...(resumeFrom === undefined ? {} : { resumeFrom }) });
  } finally {
    session.dispose();
  }
}

function writeLog(text: string): void {
  process.stderr.write(`${text}\n`);
}

function environmentOf(signal: AbortSignal): TrainingEnvironment {
  return {
    now: Date.now,
    elapsed: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    signal,
  };
}

function testLabelsOf({ test }: Dataset): ArrayLike<number> {
  return test.labels;
}

function sinkOf(writer: RunWriter): TrainingSink {
  return {
    saveWeights: (weights) => writer.writeWeights(weights),
    savePredictions: (probabilities) => writer.writePredictions(probabilities),
    saveCheckpoint: (checkpoint) => writer.writeCheckpoint(checkpoint),
    hashWeights,
  };
}

/** SHA-256 of `weights.bin`, should these weights be written to it. */
function hashWeights(weights: VariableValues): string {
  const hash = createHash('sha256');
  for (const { data } of Object.values(weights)) if (data instanceof Float32Array) hash.update(floatsToBytes(data));
  return hash.digest('hex');
}

/** The disk may take no more: then at least whoever listens is told, and a reader finds the run interrupted. */
function recordOrEmit(end: RunEvent, record: (event: RunEvent) => void, emit: (event: RunEvent) => void): void {
  try {
    record(end);
  } catch {
    emit(end);
  }
}

/** What cannot be written at the very end is not worth the run: its events hold all that is needed. */
async function close(writer: RunWriter): Promise<void> {
  try {
    await writer.close();
  } catch (error) {
    process.stderr.write(`The run's record could not be written: ${(error as Error).message}\n`);
  }
}

function completed(event: RunEvent): RunEvent {
  const { type } = event;
  const isFinal = type === 'runCompleted' || type === 'runStopped' || type === 'runFailed';
  return isFinal ? { ...event, peakMemoryBytes: peakMemoryBytes() } : event;
}

function endTimes(): { readonly time: number; readonly durationMs: number } {
  return { time: Date.now(), durationMs: performance.now() };
}

/** Most memory that this process ever held. */
function peakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
