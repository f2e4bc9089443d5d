import type { EngineDescription } from '../core/engine.js';
import { penultimateLayer } from '../core/explain/mapLayers.js';
import { NearestFeatures } from '../core/explain/nearestFeatures.js';
import { prefixUpTo } from '../core/explain/prefixUpTo.js';
import { formatBytes } from '../core/format.js';
import { modelVariables } from '../core/graph/buildModel.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { requireValues } from '../core/training/requireValues.js';
import { imagesOfSplit } from '../core/training/split.js';
import { loadRecordedDataset } from '../datasets/recordedDataset.js';
import { loadEngine } from '../engines/loadEngine.js';
import { LIMIT_VARIABLE } from '../features/cacheLimit.js';
import { FeatureCache } from '../features/featureCache.js';
import { featureBytes } from '../features/featureEntry.js';
import { FeatureFile } from '../features/featureFile.js';
import { featureKey } from '../features/featureIdentity.js';
import { decodeHalf, encodeHalf } from '../features/halfFloats.js';
import type {
  FeatureNeighboursAnswer,
  FeatureNeighboursMessage,
  TrainFeaturesAnswer,
  TrainFeaturesMessage,
} from '../runs/explainMessages.js';
import { readWeights } from '../runs/weightsFile.js';
import { computeFeatures } from './computeFeatures.js';
import { decodeImages } from './decodeImages.js';
import { ExplanationError } from './explanationError.js';
import { type KeptModels, weightsStamp } from './keptModels.js';
import { openTrainedModel, type TrainedModel, TrainedModelError } from './trainedModel.js';

/** Features up to this size are held in memory between two requests. */
const MOST_IN_MEMORY = 256 * 2 ** 20;
/** Rows that are read from the file at a time where they are not. */
const ROWS_AT_ONCE = 4096;

/** Which features of which images a run's model has before its output. */
interface RunFeatures {
  readonly key: string;
  readonly layer: string;
  readonly prefix: ModelPlan;
  readonly shape: readonly number[];
  readonly weights: VariableValues;
  /** Numbers of the run's training images, ascending: one row each. */
  readonly images: Int32Array;
}

/** The features of the run that was asked last. */
export class KeptFeatures {
  readonly #cache: FeatureCache;
  #identity: { readonly of: string; readonly features: RunFeatures } | undefined;
  #held: { readonly key: string; readonly values: Float32Array } | undefined;

  constructor(cache: FeatureCache = new FeatureCache()) {
    this.#cache = cache;
  }

  /**
   * The training images nearest to an image by the cosine distance of what the last layer with weights reads; without them when
   * the features of the training images are not in the cache. @throws as `openTrainedModel`
   */
  async nearest(message: FeatureNeighboursMessage, models: Pick<KeptModels, 'get'>): Promise<FeatureNeighboursAnswer> {
    const { runFolder, imageShape, image, count, except } = message;
    const model = await models.get(runFolder);
    const features = await this.#featuresOf(runFolder, model);
    const { layer, images, shape } = features;
    const size = shape.reduce((product, side) => product * side, 1);
    const found = { type: 'featureNeighboursFound', layer, size } as const;
    const outputs = await model.session.activations(decodeImages(model.started, { imageShape, images: [image] }), 1);
    const query = outputs[layer]?.data;
    if (!(query instanceof Float32Array)) throw new TrainedModelError(`Layer "${layer}" gives no numbers.`);
    const search = new NearestFeatures(rounded(query), count);
    const skip = except === undefined ? -1 : images.indexOf(except);
    if (!(await this.#search(features, search, skip))) return found;
    return {
      ...found,
      neighbours: search.nearest.map(({ row, distance }) => ({ image: images[row] ?? 0, distance })),
    };
  }

  /** False where the cache has no such features. */
  async #search({ key, images, shape }: RunFeatures, search: NearestFeatures, skip: number): Promise<boolean> {
    if (this.#held?.key === key) {
      search.add(this.#held.values, 0, skip);
      return true;
    }
    const entry = await this.#cache.find(key);
    if (entry === undefined) return false;
    const file = await FeatureFile.open(entry);
    try {
      if (2 * featureBytes(images.length, shape) <= MOST_IN_MEMORY) {
        const values = await file.readAll();
        this.#held = { key, values };
        search.add(values, 0, skip);
        return true;
      }
      for (let first = 0; first < images.length; first += ROWS_AT_ONCE) {
        const rows = Int32Array.from(
          { length: Math.min(ROWS_AT_ONCE, images.length - first) },
          (_, row) => first + row,
        );
        search.add(await file.readRows(rows), first, skip);
      }
      return true;
    } catch (error) {
      // Whatever it is, it can be made anew.
      process.stderr.write(`The features in ${entry.folder} cannot be used: ${(error as Error).message}.\n`);
      await this.#cache.remove(key);
      return false;
    } finally {
      await file.close();
    }
  }

  async #featuresOf(runFolder: string, model: TrainedModel): Promise<RunFeatures> {
    const of = `${runFolder} ${weightsStamp(runFolder)}`;
    if (this.#identity?.of !== of) this.#identity = { of, features: await runFeatures(runFolder, model) };
    return this.#identity.features;
  }
}

/**
 * Computes the features before the output of all training images of a run, and keeps them in the feature cache, in half
 * precision. @throws ExplanationError when the cache has no room for them; as `openTrainedModel`; DatasetError when its images
 * are no longer there; the signal's reason.
 */
export async function computeTrainFeatures(
  { runFolder }: TrainFeaturesMessage,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
  cache: FeatureCache = new FeatureCache(),
): Promise<TrainFeaturesAnswer> {
  const model = await openTrainedModel(runFolder);
  const { started, session } = model;
  // The weights are read again for the part of the model that is needed.
  session.dispose();
  const { key, layer, prefix, shape, weights, images } = await runFeatures(runFolder, model);
  const bytes = featureBytes(images.length, shape);
  const kept = { type: 'trainFeaturesKept', images: images.length, bytes } as const;
  if ((await cache.find(key)) !== undefined) return kept;
  const description = started.dataset;
  const dataset = await loadRecordedDataset({ id: started.request.dataset, description }, { signal });
  const refusal = await cache.makeRoom(bytes);
  if (refusal !== undefined)
    throw new ExplanationError(
      'no-room-for-features',
      `The features of the training images take ${formatBytes(bytes)}, and the cache has ${formatBytes(refusal.availableBytes)} for them.`,
      `Give it more with ${LIMIT_VARIABLE}, or make room on the disk.`,
    );
  const engine = await loadEngine(started.request.engine);
  const sink = await cache.write(key);
  try {
    const computing = computeFeatures({ engine, prefix, weights, dataset, images, sink, signal });
    for await (const { done, total } of computing) onProgress(done, total);
    await sink.finish({ modelName: prefix.name, datasetName: dataset.name, layer, shape, rows: images.length });
  } catch (error) {
    await sink.abandon();
    throw error;
  }
  return kept;
}

async function runFeatures(runFolder: string, { started, plan }: TrainedModel): Promise<RunFeatures> {
  const { dataset, request } = started;
  const layer = penultimateLayer(plan);
  if (layer === undefined) throw new TrainedModelError('The model has no layer with weights, so it has no features.');
  const prefix = prefixUpTo(plan, layer);
  const weights = requireValues(modelVariables(prefix).all, await readWeights(runFolder));
  const images = Int32Array.from(
    imagesOfSplit('train', { train: dataset.trainCount, test: dataset.testCount }, request),
  );
  const engine = computing((await loadEngine(request.engine)).describe());
  const key = featureKey({ datasetChecksum: dataset.checksum, images, prefix, weights, engine });
  return { key, layer, prefix, shape: prefix.layers.at(-1)?.outputShape ?? [], weights, images };
}

/** Another engine rounds otherwise; its threads, which differ between two trainers, change last bits that half precision has not. */
function computing({ id, versions }: EngineDescription) {
  return { id, versions };
}

/** As the features that it is compared with are kept. */
function rounded(values: Float32Array): Float32Array {
  const halves = new Float32Array(values.length);
  decodeHalf(encodeHalf(values), halves);
  return halves;
}
