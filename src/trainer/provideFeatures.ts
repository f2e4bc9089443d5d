import type { Dataset } from '../core/dataset.js';
import type { Engine, EngineDescription } from '../core/engine.js';
import { formatBytes, formatCount } from '../core/format.js';
import { modelVariables } from '../core/graph/buildModel.js';
import type { FrozenPrefix } from '../core/plan/frozenPrefix.js';
import { macsOf } from '../core/plan/plan.js';
import type { FeaturesReady } from '../core/run/events.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { requireValues } from '../core/training/requireValues.js';
import type { Split } from '../core/training/split.js';
import type { TrainingEvent } from '../core/training/trainingOptions.js';
import { LIMIT_VARIABLE } from '../features/cacheLimit.js';
import type { FeatureCache, Refusal } from '../features/featureCache.js';
import { type FeatureEntry, FeatureError, featureBytes } from '../features/featureEntry.js';
import { FeatureFile } from '../features/featureFile.js';
import { featureKey } from '../features/featureIdentity.js';
import { MemoryFeatures } from '../features/memoryFeatures.js';
import { computeFeatures } from './computeFeatures.js';
import { memoryLimit } from './memoryLimit.js';

/** What features are made for. */
export interface FeatureOrder {
  readonly engine: Engine;
  readonly cut: FrozenPrefix;
  /** All weights of the model. */
  readonly weights: VariableValues;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly cache: FeatureCache;
  readonly signal: AbortSignal;
  /** Features that take less are held in memory; default: what this process may afford. */
  readonly memoryBytes?: number;
}

/** A phase's features: all in memory, or in a file; `rowOf` has the row of each of the dataset's images. */
export type ProvidedFeatures =
  | { readonly kind: 'memory'; readonly values: Float32Array; readonly images: Int32Array; readonly rowOf: Int32Array }
  | { readonly kind: 'file'; readonly file: FeatureFile; readonly rowOf: Int32Array }
  | { readonly kind: 'none' };

/** Somebody may clear the cache between the last byte and the first reading: they are then made once more. */
const ATTEMPTS = 2;

/** More is streamed from disk: a training has better uses for memory. */
const MOST_IN_MEMORY = 512 * 2 ** 20;

/**
 * Finds the features of all images of a split in the cache, or computes them and keeps them there. Yields the progress and, at
 * last, what was done. `none`: there are too many to be kept; the prefix is then to be computed in each step.
 */
export async function* provideFeatures(order: FeatureOrder): AsyncGenerator<TrainingEvent, ProvidedFeatures, void> {
  const { cut, cache, split, dataset, engine } = order;
  const started = performance.now();
  const images = Int32Array.from([...split.train, ...split.validation, ...split.test]).sort();
  const rowOf = rowsOf(images, dataset.train.count + dataset.test.count);
  const bytes = featureBytes(images.length, cut.shape);
  const ready = (source: FeaturesReady['source'], notes: readonly string[] = []): FeaturesReady => ({
    type: 'featuresReady',
    time: Date.now(),
    layer: cut.layer,
    shape: cut.shape,
    images: images.length,
    bytes,
    source,
    durationMs: performance.now() - started,
    notes,
  });
  const fitsMemory = 2 * bytes <= (order.memoryBytes ?? Math.min(MOST_IN_MEMORY, memoryLimit() / 8));
  const key = featureKey({
    datasetChecksum: dataset.checksum,
    images,
    prefix: cut.prefix,
    weights: weightsOf(cut, order.weights),
    engine: computing(engine.describe()),
  });
  const opened = async (entry: FeatureEntry | undefined) => entry && open(entry, fitsMemory, images, rowOf, cache);

  const found = await opened(await cache.find(key));
  if (found !== undefined) {
    yield ready('cache');
    return found;
  }
  const refusal = await cache.makeRoom(bytes);
  if (refusal !== undefined && !fitsMemory) {
    yield ready('eachStep', [priceText(cut, bytes, refusal)]);
    return { kind: 'none' };
  }
  const computation = { ...order, prefix: cut.prefix, images };
  if (refusal !== undefined) {
    const sink = new MemoryFeatures(bytes / 2);
    yield* computeFeatures({ ...computation, sink });
    yield ready('computed', [`They were not kept for the next training: ${refusalText(refusal, bytes)}.`]);
    return { kind: 'memory', values: sink.values, images, rowOf };
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const sink = await cache.write(key);
    try {
      yield* computeFeatures({ ...computation, sink });
      const { layer, shape, prefix } = cut;
      await sink.finish({ modelName: prefix.name, datasetName: dataset.name, layer, shape, rows: images.length });
    } catch (error) {
      await sink.abandon();
      throw error;
    }
    const made = await opened(await cache.find(key));
    if (made === undefined) continue;
    yield ready('computed');
    return made;
  }
  throw new FeatureError(
    `The features in ${cache.folder} were gone ${ATTEMPTS} times as soon as they were made. Switch the cache off (${LIMIT_VARIABLE}=0), or see what removes them.`,
  );
}

/** Undefined when the entry is damaged: it is then removed. */
async function open(
  entry: FeatureEntry,
  inMemory: boolean,
  images: Int32Array,
  rowOf: Int32Array,
  cache: FeatureCache,
): Promise<ProvidedFeatures | undefined> {
  let file: FeatureFile | undefined;
  try {
    file = await FeatureFile.open(entry);
    if (!inMemory) return { kind: 'file', file, rowOf };
    const values = await file.readAll();
    await file.close();
    return { kind: 'memory', values, images, rowOf };
  } catch (error) {
    await file?.close();
    process.stderr.write(`The features in ${entry.folder} cannot be used: ${(error as Error).message}.\n`);
    await cache.remove(entry.key);
    return undefined;
  }
}

function weightsOf({ prefix }: FrozenPrefix, all: VariableValues): VariableValues {
  return requireValues(modelVariables(prefix).all, all);
}

function rowsOf(images: Int32Array, total: number): Int32Array {
  const rows = new Int32Array(total);
  images.forEach((image, row) => {
    rows[image] = row;
  });
  return rows;
}

/** All of an engine that decides the bits. */
function computing({ id, versions, threads, instructionSets }: EngineDescription) {
  return { id, versions, threads, instructionSets };
}

function refusalText({ reason, availableBytes }: Refusal, bytes: number): string {
  if (reason === 'off') return `the cache is switched off (${LIMIT_VARIABLE})`;
  const what = reason === 'limit' ? 'the cache may have' : 'the disk has room for';
  return `they are ${formatBytes(bytes)}, and ${what} ${formatBytes(availableBytes)} (${LIMIT_VARIABLE})`;
}

function priceText({ prefix, layer }: FrozenPrefix, bytes: number, refusal: Refusal): string {
  return (
    `The frozen layers up to "${layer}" are computed anew for every image in every epoch, ` +
    `${formatCount(macsOf(prefix))} multiply–accumulates each time: their features cannot be kept, ${refusalText(refusal, bytes)}.`
  );
}
