import { statSync } from 'node:fs';
import path from 'node:path';
import { meanColor } from '../core/explain/occlusion.js';
import { formatQuantity } from '../core/format.js';
import { rankClasses } from '../core/metrics/rankClasses.js';
import type { RequestContext } from '../protocol/channel.js';
import type { GradCamInspection, OcclusionInspection } from '../protocol/explanations.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { ExplainedImage } from '../protocol/service.js';
import type {
  ClassifyMessage,
  FeatureNeighboursMessage,
  GradCamMessage,
  OcclusionMessage,
  TrainFeaturesMessage,
} from '../runs/explainMessages.js';
import { runFiles } from '../runs/runFolder.js';
import type { Task } from '../runs/taskTrainer.js';
import { runTrainerTask } from '../runs/trainerTask.js';
import { readImageBatch } from './imageBatch.js';
import { RecentAnswers } from './recentAnswers.js';
import type { RunImageFinder, RunImages } from './runImages.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { SharedWork } from './sharedWork.js';
import { requireTrained } from './splitPredictions.js';
import { trainerEnvironment } from './trainerEnvironment.js';
import type { WarmTrainer } from './warmTrainer.js';
import { atIntervals } from './workProgress.js';

type ExplainRequests = 'gradCam' | 'occlude' | 'findNearestFeatures';

/** Training images that are told. */
const NEIGHBOURS = 6;
/** Of each kind: a few kilobytes each, for the large networks some hundred. */
const MOST_ANSWERS = 100;

/** Why a run's model takes an image for what it does: computed by a trainer when it is asked for, and remembered. */
export class ExplainHandlers {
  readonly #runs: RunImageFinder;
  readonly #trainer: WarmTrainer;
  readonly #entry: string;
  readonly #work = new SharedWork<void>();
  readonly #maps = new RecentAnswers<GradCamInspection>(MOST_ANSWERS);
  readonly #occlusions = new RecentAnswers<OcclusionInspection>(MOST_ANSWERS);
  /** By dataset and run: the images that a run was trained on decide it. */
  readonly #colors = new RecentAnswers<readonly number[]>(20);

  readonly handlers: Pick<ServiceHandlers, ExplainRequests> = {
    gradCam: async ({ cores, ...asked }, { signal }) => {
      const run = await this.#trained(asked.folder);
      return this.#maps.get(keyOf(asked), async () => {
        const task = { type: 'gradCam', ...(await taskOf(run, asked)), ...classOf(asked) } as const;
        const { layers } = await this.#trainer.do<GradCamMessage>(task, cores, signal);
        return { layers: layers.map(({ map, ...layer }) => ({ ...layer, values: floatsOf(map) })) };
      });
    },

    occlude: async ({ cores, ...asked }, { signal }) => {
      const run = await this.#trained(asked.folder);
      return this.#occlusions.get(keyOf(asked), async () => {
        const fill = await this.#meanColor(run);
        const task = { type: 'occlusion', ...(await taskOf(run, asked)), ...classOf(asked), fill } as const;
        const { grid, probability, drops } = await this.#trainer.do<OcclusionMessage>(task, cores, signal);
        return { grid, fill, probability, drops: floatsOf(drops) };
      });
    },

    findNearestFeatures: async ({ cores, ...asked }, context) => {
      const run = await this.#trained(asked.folder);
      const task: Task<FeatureNeighboursMessage> = {
        type: 'featureNeighbours',
        ...(await taskOf(run, asked)),
        ...(asked.split === 'test' ? {} : { except: asked.image }),
        count: NEIGHBOURS,
      };
      const search = () => this.#trainer.do<FeatureNeighboursMessage>(task, cores, context.signal);
      let found = await search();
      if (found.neighbours === undefined) {
        await this.#computeFeatures(run, cores, context);
        found = await search();
      }
      const { layer, size, neighbours } = found;
      if (neighbours === undefined)
        throw new RemoteError(
          'The features of the training images were computed, but are not in the cache any more.',
          'features-gone',
          'Give the cache more room (BAKEOFF_FEATURE_CACHE), then try again.',
        );
      const predicted = await this.#classes(run, neighbours, cores, context.signal);
      const labels = await run.dataset.labels('train');
      return {
        layer,
        size,
        neighbours: neighbours.map(({ image, distance }, index) => {
          const [first] = predicted[index] ?? [];
          const { index: taken = 0, probability = null } = first ?? {};
          return { image, distance, label: labels[image] ?? 0, predicted: taken, probability };
        }),
      };
    },
  };

  constructor(runs: RunImageFinder, trainer: WarmTrainer, trainerEntry: string) {
    this.#runs = runs;
    this.#trainer = trainer;
    this.#entry = trainerEntry;
  }

  /** Ends what is being computed. */
  dispose(): void {
    this.#work.dispose();
  }

  async #trained(folder: string): Promise<RunImages> {
    await requireTrained(folder);
    return this.#runs.find(folder);
  }

  /** Of the images that a run was trained on. */
  #meanColor(run: RunImages): Promise<readonly number[]> {
    const { dataset, folder } = run;
    const { imageShape, checksum } = dataset.description;
    return this.#colors.get(`${checksum} ${folder}`, async () =>
      meanColor(await dataset.images('train'), imageShape, run.imagesOf('train')),
    );
  }

  /** By a trainer of its own, so that nobody waits for it who asks for something else. */
  #computeFeatures({ folder, imagesOf }: RunImages, cores: number, { signal, report }: RequestContext): Promise<void> {
    return this.#work.do(`${folder} ${stampOf(folder)}`, { signal, report }, async (ending, tell) => {
      const told = atIntervals(tell);
      told({ message: `Computing features of ${formatQuantity(imagesOf('train').length, 'training image')}` });
      await runTrainerTask<TrainFeaturesMessage>(
        { type: 'trainFeatures', runFolder: folder },
        {
          entry: this.#entry,
          env: trainerEnvironment(cores),
          signal: ending,
          onProgress: (done, total) =>
            told({
              message: `Computing features of training images: ${done} of ${total}`,
              fraction: done / Math.max(1, total),
            }),
        },
      );
    });
  }

  /** What the model takes training images for. */
  async #classes(
    { folder, dataset }: RunImages,
    found: readonly { readonly image: number }[],
    cores: number,
    signal: AbortSignal,
  ) {
    const { imageShape, classNames } = dataset.description;
    const images: string[] = [];
    for (const { image } of found) images.push(base64Of((await readImageBatch(dataset, 'train', [image])).bytes));
    const task = { type: 'classify', runFolder: folder, imageShape, images } as const;
    const { probabilities } = await this.#trainer.do<ClassifyMessage>(task, cores, signal);
    return probabilities.map((row) => rankClasses(row, classNames));
  }
}

async function taskOf({ folder, dataset }: RunImages, { split, image }: Pick<ExplainedImage, 'split' | 'image'>) {
  const { bytes } = await readImageBatch(dataset, split, [image]);
  return { runFolder: folder, imageShape: dataset.description.imageShape, image: base64Of(bytes) };
}

function classOf({ classIndex, against }: Pick<ExplainedImage, 'classIndex' | 'against'>) {
  return { classIndex, ...(against === undefined ? {} : { against }) };
}

/** Other weights give other answers. */
function keyOf(asked: Omit<ExplainedImage, 'cores'>): string {
  const { folder, split, image, classIndex, against } = asked;
  return JSON.stringify([folder, stampOf(folder), split, image, classIndex, against]);
}

function stampOf(folder: string): string {
  const { mtimeMs, size } = statSync(path.join(folder, runFiles.weightsIndex), { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size}`;
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function floatsOf(base64: string): Float32Array {
  // Not a view of memory that others use too.
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}
