import { type Dataset, describeDataset } from '../core/dataset.js';
import { applyRecipe } from '../core/definition/recipe.js';
import { modelVariables } from '../core/graph/buildModel.js';
import { macsOf } from '../core/plan/plan.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { splitDataset } from '../core/training/split.js';
import { train } from '../core/training/train.js';
import type { TrainingCheckpoint } from '../core/training/trainingCheckpoint.js';
import type { TrainingEnvironment, TrainingSink } from '../core/training/trainingOptions.js';
import { trainingPhases } from '../core/training/trainingPhases.js';
import { describeUnread, loadDataset } from '../datasets/index.js';
import { loadEngine } from '../engines/loadEngine.js';
import { FeatureCache } from '../features/featureCache.js';
import { findResumePoint, type ResumePoint } from '../runs/resumePoint.js';
import { RunWriter } from '../runs/runWriter.js';
import { CompleteWeights } from './completeWeights.js';
import { describeRun } from './describeRun.js';
import { failureOf } from './failure.js';
import { loadInitialWeights, requireSameBackbones } from './initialWeights.js';
import { isWorthTelling, PhaseSessions } from './phaseSessions.js';
import { planRequest } from './planRequest.js';
import { requireSameImages, requireSameWeights, resumedEngine, resumeEvents } from './resumeTraining.js';
import { TrainingEvidence } from './trainingEvidence.js';

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
  const phases = trainingPhases(plan, recipe);
  const { weights: initial, backbones } = await loadInitialWeights(plan, request);
  if (point?.started !== undefined) requireSameBackbones(point.started.backbones, backbones);
  const complete = new CompleteWeights(initial, phases[0].plan);
  const resumeFrom = withFrozenWeights(point?.checkpoint?.training, complete);
  if (resumeFrom !== undefined) requireSameWeights(modelVariables(plan).all, resumeFrom.weights);
  const next = resumeFrom?.phase?.name === 'fineTuning' ? undefined : phases[1];
  const phase = resumeFrom?.phase?.name === 'fineTuning' ? (phases[1] ?? phases[0]) : phases[0];
  const cache = new FeatureCache();
  const sessions = new PhaseSessions({ engine, recipe, dataset, split, complete, cache, signal });
  try {
    const weights = resumeFrom?.weights ?? initial;
    const opening = sessions.open(phase, { firstEpoch: 1, weights, isKnown: resumeFrom !== undefined });
    // Where nothing is told meanwhile, a model that the engine refuses never starts.
    const early = isWorthTelling(phase) ? undefined : await opening.next();
    const { folder } = writer;
    const prepared = { folder, request, recipe, plan, split, dataset: describeDataset(dataset), backbones };
    const started = await describeRun({ ...prepared, engine: engine.describe() });
    if (point !== undefined) yield* resumeEvents(point, started);
    if (resumeFrom === undefined) yield started;
    const session = early?.done ? early.value : yield* opening;
    const { test } = dataset;
    const evidence = new TrainingEvidence({ folder, engine, plan: (next ?? phase).plan, test, signal });
    const events = train({
      session,
      phase,
      ...(next === undefined ? {} : { next: { ...next, open: (begin) => sessions.open(next, begin) } }),
      recipe,
      seed: request.seed,
      split,
      classCount,
      testLabels: testLabelsOf(dataset),
      environment: environmentOf(signal),
      sink: sinkOf(writer, complete, evidence),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
    });
    for await (const event of events) {
      const { durationMs: layersDurationMs } = evidence;
      const isTold = event.type === 'runCompleted' && layersDurationMs !== undefined;
      yield isTold ? { ...event, layersDurationMs } : event;
      if (event.type === 'evaluated') await evidence.gather(event);
    }
  } finally {
    await sessions.close();
  }
}

/** With the weights that no step has ever changed. */
function withFrozenWeights(
  checkpoint: TrainingCheckpoint | undefined,
  complete: CompleteWeights,
): TrainingCheckpoint | undefined {
  if (checkpoint === undefined) return undefined;
  const kept = checkpoint.kept.map((own) => ({ ...own, weights: complete.of(own.weights) }));
  return { ...checkpoint, kept, weights: complete.of(checkpoint.weights) };
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

function sinkOf(writer: RunWriter, complete: CompleteWeights, evidence: TrainingEvidence): TrainingSink {
  return {
    async saveWeights(weights) {
      const all = complete.of(weights);
      evidence.keepWeights(all);
      await writer.writeWeights(all);
    },
    async savePredictions(probabilities) {
      evidence.keepPredictions(probabilities);
      await writer.writePredictions(probabilities);
    },
    saveCheckpoint: (checkpoint) => writer.writeCheckpoint(checkpoint),
    hashWeights: (weights) => complete.hash(weights),
  };
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
