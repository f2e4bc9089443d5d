import { nearestImages } from '../core/samples/nearestImages.js';
import { sampleColumns } from '../core/samples/sampleColumns.js';
import { topClasses } from '../core/samples/topClasses.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { LayerInspection, Split } from '../protocol/samples.js';
import type { SampleOfRun } from '../protocol/service.js';
import { PredictionsError } from '../runs/predictionsFile.js';
import type { ActivationsMessage, AugmentMessage } from '../runs/trainerMessages.js';
import { augmentedSamples } from './augmentedSamples.js';
import type { DatasetShelf } from './datasetShelf.js';
import { datasetView } from './datasetView.js';
import { ExplainHandlers } from './explainHandlers.js';
import { readImageBatch, requireImage } from './imageBatch.js';
import { partOf, RunImageFinder, type RunImages } from './runImages.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { requirePermission, requireTrained, SplitPredictions } from './splitPredictions.js';
import { WarmTrainer } from './warmTrainer.js';

type SampleRequests =
  | 'readSamples'
  | 'readImages'
  | 'inspectSample'
  | 'inspectLayers'
  | 'findNearest'
  | 'readDataset'
  | 'augmentSamples';

/** Training images that are like an inspected one. */
const NEIGHBOURS = 6;

/** What runs say of single images, and the images. */
export class SampleHandlers {
  readonly #shelf: DatasetShelf;
  readonly #runs: RunImageFinder;
  readonly #predictions: SplitPredictions;
  readonly #trainer: WarmTrainer;
  readonly #explain: ExplainHandlers;

  readonly handlers: Pick<ServiceHandlers, SampleRequests> = {
    readSamples: async (params, context) => {
      const run = await this.#runs.find(params.folder);
      const images = requireSome(run.imagesOf(params.split), params.split);
      const { probabilities, classCount } = await this.#predictions.read(run, params, context);
      const all = await run.dataset.labels(partOf(params.split));
      const { checksum, imageShape } = run.dataset.description;
      const { classNames } = run.started.dataset;
      return {
        ...columnsOf(
          probabilities,
          Uint8Array.from(images, (image) => all[image] ?? 0),
          classCount,
        ),
        split: params.split,
        images,
        classNames,
        checksum,
        imageShape,
      };
    },

    readImages: async ({ from, split, indices }) => {
      const dataset =
        'folder' in from
          ? (await this.#runs.find(from.folder)).dataset
          : await this.#shelf.byId(from.dataset, from.baseFolder, true);
      return readImageBatch(dataset, split, indices);
    },

    inspectSample: async (params) => {
      const { folder, split, image, mayCompute, cores } = params;
      const run = await this.#runs.find(folder);
      const row = rowOf(run, params);
      const label = (await run.dataset.labels(partOf(split)))[image] ?? 0;
      const stored = await this.#predictions.stored(run, split);
      if (stored !== undefined) {
        const { probabilities, classCount } = stored;
        return { label, top: topClasses(probabilities.subarray(row * classCount, (row + 1) * classCount)) };
      }
      requirePermission(mayCompute);
      return { label, top: topClasses((await this.#activations(run, params, cores)).probabilities) };
    },

    inspectLayers: async (params) => {
      const run = await this.#runs.find(params.folder);
      const { layers } = await this.#activations(run, params, params.cores);
      return { layers: layers.map(({ map, ...layer }) => ({ ...layer, map: { ...map, bytes: bytesOf(map.bytes) } })) };
    },

    findNearest: async ({ folder, split, image }) => {
      const run = await this.#runs.find(folder);
      requireImage(run.dataset, split, image);
      const { dataset } = run;
      const [images, labels, { bytes }] = await Promise.all([
        dataset.images('train'),
        dataset.labels('train'),
        readImageBatch(dataset, split, [image]),
      ]);
      const all = run.imagesOf('train');
      const candidates = split === 'test' ? all : all.filter((other) => other !== image);
      const { imageShape } = dataset.description;
      return { neighbours: nearestImages({ images, labels }, imageShape, candidates, bytes, NEIGHBOURS) };
    },

    readDataset: async ({ from }) => {
      if (!('folder' in from)) return datasetView(await this.#shelf.byId(from.dataset, from.baseFolder));
      const { dataset, imagesOf } = await this.#runs.find(from.folder);
      return datasetView(dataset, imagesOf);
    },

    augmentSamples: async ({ folder, cores }) =>
      augmentedSamples(await this.#runs.find(folder), (task) => this.#trainer.do<AugmentMessage>(task, cores)),
  };

  constructor(shelf: DatasetShelf, trainerEntry: string) {
    this.#shelf = shelf;
    this.#runs = new RunImageFinder(shelf);
    this.#predictions = new SplitPredictions(trainerEntry);
    this.#trainer = new WarmTrainer({ entry: trainerEntry });
    this.#explain = new ExplainHandlers(this.#runs, this.#trainer, trainerEntry);
  }

  /** Why a model takes an image for what it does, by the same runs and the same trainer. */
  get explanations(): ExplainHandlers['handlers'] {
    return this.#explain.handlers;
  }

  dispose(): void {
    this.#explain.dispose();
    this.#predictions.dispose();
    this.#trainer.dispose();
    this.#shelf.dispose();
  }

  async #activations(run: RunImages, { split, image }: Omit<SampleOfRun, 'folder'>, cores: number) {
    await requireTrained(run.folder);
    const { bytes } = await readImageBatch(run.dataset, split, [image]);
    const { imageShape } = run.dataset.description;
    const task = { type: 'activations', runFolder: run.folder, imageShape } as const;
    return this.#trainer.do<ActivationsMessage>({ ...task, image: Buffer.from(bytes).toString('base64') }, cores);
  }
}

/** @throws RemoteError `split-empty` where there is no image. */
function requireSome(images: Uint32Array, split: Split): Uint32Array {
  if (images.length > 0) return images;
  const advice = 'Choose another split; who trains with a validation split above 0 has validation images.';
  throw new RemoteError(`The run has no ${split} images.`, 'split-empty', advice);
}

/** A file whose size is right may still not fit the images. @throws PredictionsError */
function columnsOf(probabilities: Float32Array, labels: Uint8Array, classCount: number) {
  try {
    return sampleColumns(probabilities, labels, classCount);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PredictionsError(`The run's predictions do not fit its images: ${error.message}`);
  }
}

/** @throws RemoteError `no-such-image` unless the image is one of that split. */
function rowOf(run: RunImages, { split, image }: Omit<SampleOfRun, 'folder'>): number {
  requireImage(run.dataset, split, image);
  const row = run.imagesOf(split).indexOf(image);
  if (row >= 0) return row;
  throw new RemoteError(`Image ${image} is not one of the run's ${split} images.`, 'no-such-image');
}

function bytesOf(base64: string): LayerInspection['layers'][number]['map']['bytes'] {
  // Not a Buffer, which is a view of memory that others use too.
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
