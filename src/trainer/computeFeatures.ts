import type { Dataset } from '../core/dataset.js';
import type { Engine } from '../core/engine.js';
import { buildFeatureProgram } from '../core/graph/buildFeatureProgram.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { FeaturesComputed } from '../core/run/events.js';
import { evaluationBatch, type VariableValues } from '../core/training/modelSession.js';
import { requireValues } from '../core/training/requireValues.js';
import type { FeatureSink } from '../features/featureWriter.js';

/** Progress is reported at most this often. */
const PROGRESS_INTERVAL_MS = 100;

export interface FeatureComputation {
  readonly engine: Engine;
  /** From the images to the features. */
  readonly prefix: ModelPlan;
  /** At least those of the prefix. */
  readonly weights: VariableValues;
  readonly dataset: Dataset;
  /** Which of its images, numbered as `ModelSession.loadDataset` does. */
  readonly images: Int32Array;
  readonly sink: FeatureSink;
  /** Aborted: the computation ends with its reason. */
  readonly signal: AbortSignal;
}

/** Sends images through the frozen beginning of a model. @throws EngineError; Error of the sink; the signal's reason. */
export async function* computeFeatures(options: FeatureComputation): AsyncGenerator<FeaturesComputed, void, void> {
  const { engine, prefix, dataset, images, sink, signal } = options;
  const { program, weights } = buildFeatureProgram(prefix);
  const session = await engine.createSession(program);
  try {
    await session.run('initialize', requireValues(weights, options.weights));
    const size = evaluationBatch(prefix);
    const total = images.length;
    let reported = performance.now();
    yield { type: 'featuresComputed', time: Date.now(), done: 0, total };
    for (let start = 0; start < total; start += size) {
      const batch = images.subarray(start, start + size);
      const shape = [batch.length, ...dataset.imageShape];
      const feeds = { images: { dtype: 'uint8' as const, shape, data: bytesOf(dataset, batch) } };
      const { features } = await session.run('features', feeds);
      if (features?.data instanceof Float32Array) await sink.append(features.data);
      // A stop is read between two batches.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const now = performance.now();
      if (now - reported < PROGRESS_INTERVAL_MS) continue;
      reported = now;
      yield { type: 'featuresComputed', time: Date.now(), done: start + batch.length, total };
    }
  } finally {
    session.dispose();
  }
}

function bytesOf({ train, test, imageShape }: Dataset, images: Int32Array): Uint8Array {
  const size = imageShape.reduce((product, side) => product * side, 1);
  const bytes = new Uint8Array(images.length * size);
  images.forEach((image, place) => {
    const [part, index] = image < train.count ? [train, image] : [test, image - train.count];
    bytes.set(part.images.subarray(index * size, (index + 1) * size), place * size);
  });
  return bytes;
}
