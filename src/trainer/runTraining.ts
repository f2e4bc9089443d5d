import { describeDataset } from '../core/dataset.js';
import { applyRecipe } from '../core/definition/recipe.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { ModelSession } from '../core/training/modelSession.js';
import { splitDataset } from '../core/training/split.js';
import { type TrainingEnvironment, type TrainingSink, train } from '../core/training/train.js';
import { loadDataset } from '../datasets/index.js';
import { createEngine } from '../engines/index.js';
import { isFinalEvent, RunWriter } from '../runs/runWriter.js';
import { describeRun } from './describeRun.js';
import { failureOf } from './failure.js';
import { planRequest } from './planRequest.js';

/**
 * Does what a request asks for, from reading the definition to the stored evaluation, and leaves it all in
 * `runFolder`. Every event is written before it is emitted. Never throws: what goes wrong becomes `runFailed`, unless
 * the run folder itself cannot be written.
 */
export async function runTraining(
  request: RunRequest,
  runFolder: string,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const writer = await RunWriter.open(runFolder, request.definitionText);
  const record = (event: RunEvent): void => {
    const complete = isFinalEvent(event) ? { ...event, peakMemoryBytes: peakMemoryBytes() } : event;
    writer.append(complete);
    emit(complete);
  };
  try {
    for await (const event of trainingEvents(request, writer, signal)) record(event);
  } catch (error) {
    const end = { time: Date.now(), durationMs: performance.now() };
    // Told to stop before the loop began, where an abort shows as an error of whatever was going on.
    if (signal.aborted) record({ type: 'runStopped', ...end, reason: String(signal.reason) });
    else record({ type: 'runFailed', ...end, ...failureOf(error) });
  } finally {
    await writer.close();
  }
}

async function* trainingEvents(request: RunRequest, writer: RunWriter, signal: AbortSignal): AsyncGenerator<RunEvent> {
  // Reading the images goes on in other threads while the native library loads in this one.
  const reading = loadDataset(request.dataset, { signal });
  // A failure is met by the await below, whatever comes before it.
  reading.catch(() => undefined);
  const engine = createEngine(request.engine);
  const dataset = await reading;
  const classCount = dataset.classNames.length;
  const { definition, plan } = planRequest(request, { inputShape: dataset.imageShape, classCount });
  const recipe = applyRecipe(definition.recipe, request.recipe);
  const split = splitDataset({ train: dataset.train.count, test: dataset.test.count }, request);

  const session = await ModelSession.create(engine, plan, recipe.optimizer);
  try {
    await session.initialize(request.seed);
    await session.loadDataset(dataset);
    yield await describeRun({
      folder: writer.folder,
      request,
      recipe,
      plan,
      split,
      dataset: describeDataset(dataset),
      engine: engine.describe(),
    });
    const environment: TrainingEnvironment = {
      now: Date.now,
      elapsed: () => performance.now(),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      signal,
    };
    const testLabels = dataset.test.labels;
    const sink = sinkOf(writer);
    yield* train({ session, recipe, seed: request.seed, split, classCount, testLabels, environment, sink });
  } finally {
    session.dispose();
  }
}

function sinkOf(writer: RunWriter): TrainingSink {
  return {
    saveBestWeights: (weights, epoch) => writer.writeCheckpoint(weights, { epoch }),
    saveWeights: (weights) => writer.writeWeights(weights),
    savePredictions: (probabilities) => writer.writePredictions(probabilities),
  };
}

/** Most memory that this process ever held. */
function peakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
