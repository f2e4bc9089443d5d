import { createHash } from 'node:crypto';
import type { TensorData } from '../core/engine.js';
import type { ModelPlan } from '../core/plan/plan.js';

/** Raised whenever the same beginning of a model would give other features, or they are kept otherwise. */
const FORMAT = 1;

/** All that decides features to the last bit. */
export interface FeatureIdentity {
  /** SHA-256 of the dataset's content. */
  readonly datasetChecksum: string;
  /** The dataset's images that have features, as the rows follow each other. */
  readonly images: Int32Array;
  /** From the images to the features. */
  readonly prefix: ModelPlan;
  /** Of the prefix, in its order. */
  readonly weights: Readonly<Record<string, TensorData>>;
  /** What computes them: another engine, version or number of threads rounds otherwise. */
  readonly engine: unknown;
}

/** Name of features: 64 hexadecimal digits, the same for the same features alone. */
export function featureKey({ datasetChecksum, images, prefix, weights, engine }: FeatureIdentity): string {
  const layers = prefix.layers.map(({ definition, outputShape }) => {
    const { type, name, from, options } = definition;
    // All of them are frozen here, whatever is to become of them later.
    const { trainable: _, ...computing } = options;
    return { type: type.type, name, from, options: computing, outputShape };
  });
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ format: FORMAT, datasetChecksum, inputShape: prefix.inputShape, layers, engine }));
  hash.update(bytesOf(images));
  for (const [name, { shape, data }] of Object.entries(weights)) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(bytesOf(data));
  }
  return hash.digest('hex');
}

function bytesOf(data: Float32Array | Int32Array | Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
