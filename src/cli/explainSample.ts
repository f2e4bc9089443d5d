import type { Dataset, ImageShape } from '../core/dataset.js';
import { gradCamFigure, type MapFigure, occlusionFigure } from '../core/explain/mapFigure.js';
import { usualMapLayer } from '../core/explain/mapLayers.js';
import { meanColor } from '../core/explain/occlusion.js';
import { formatQuantity, printable } from '../core/format.js';
import { rankClasses } from '../core/metrics/rankClasses.js';
import { imageAt } from '../datasets/sampleImages.js';
import type {
  AskedClass,
  ClassifyMessage,
  FeatureNeighboursMessage,
  GradCamMessage,
  OcclusionMessage,
  TrainFeaturesMessage,
} from '../runs/explainMessages.js';
import { CommandError, exitCodes } from './exitCodes.js';
import { type Io, writeNote } from './io.js';
import type { AskTrainer } from './trainerTask.js';

/** Training images that are told. */
const NEIGHBOURS = 6;

/** An image, a class, and the images that the model was trained on. */
export interface ExplainedSample extends AskedClass {
  readonly runFolder: string;
  readonly imageShape: ImageShape;
  /** Bytes, base64. */
  readonly image: string;
  /** The question in words. */
  readonly of: string;
  readonly dataset: Dataset;
  readonly trainImages: Uint32Array;
}

export interface ExplainedMap {
  readonly kind: 'gradCam' | 'occlusion';
  readonly layer?: string;
  readonly figure: MapFigure;
}

/** A training image that is like another to the model. */
export interface LikeImage {
  readonly image: number;
  readonly distance: number;
  readonly label: number;
  readonly labelName: string;
  readonly predictedName: string;
  readonly probability: number | null;
}

/** The map of an image. @throws CommandError (usage) when there is no such layer. */
export async function explainedMap(
  ask: AskTrainer,
  { of, dataset, trainImages, ...task }: ExplainedSample,
  kind: 'occlusion' | { readonly layer: string | undefined },
): Promise<ExplainedMap> {
  const { imageShape } = task;
  if (kind === 'occlusion') {
    const fill = meanColor(dataset.train.images, imageShape, trainImages);
    const { grid, probability, drops } = await ask<OcclusionMessage>({ type: 'occlusion', ...task, fill });
    return { kind, figure: occlusionFigure({ grid, fill, probability, drops: floatsOf(drops) }, { of, imageShape }) };
  }
  const found = await ask<GradCamMessage>({ type: 'gradCam', ...task });
  const layers = found.layers.map(({ map, ...layer }) => ({ ...layer, values: floatsOf(map) }));
  const layer = kind.layer ?? usualMapLayer(layers)?.name ?? '';
  const figure = gradCamFigure({ layers }, layer, { of, imageShape });
  if (figure === undefined)
    throw new CommandError(
      exitCodes.usage,
      `there is no layer "${printable(layer)}" with rows and columns behind a convolution`,
      `Choose one of ${layers.map(({ name }) => printable(name)).join(', ')}.`,
    );
  return { kind: 'gradCam', layer, figure };
}

/** The training images that are most like it to the model, and what it takes them for. */
export async function likeImages(
  io: Io,
  ask: AskTrainer,
  { runFolder, imageShape, image, dataset, trainImages }: ExplainedSample,
  except: number | undefined,
): Promise<LikeImage[]> {
  const search = () =>
    ask<FeatureNeighboursMessage>({
      type: 'featureNeighbours',
      runFolder,
      imageShape,
      image,
      count: NEIGHBOURS,
      ...(except === undefined ? {} : { except }),
    });
  let { neighbours } = await search();
  if (neighbours === undefined) {
    if (!io.json)
      writeNote(io, `Computing features of ${formatQuantity(trainImages.length, 'training image')}; they are kept …`);
    await ask<TrainFeaturesMessage>({ type: 'trainFeatures', runFolder });
    ({ neighbours } = await search());
  }
  const found = neighbours ?? [];
  const images = found.map((each) => Buffer.from(imageAt(dataset, 'train', each.image)).toString('base64'));
  const { probabilities } = await ask<ClassifyMessage>({ type: 'classify', runFolder, imageShape, images });
  return found.map(({ image: number, distance }, place) => {
    const [first] = rankClasses(probabilities[place] ?? [], dataset.classNames);
    const label = dataset.train.labels[number] ?? 0;
    return {
      image: number,
      distance,
      label,
      labelName: dataset.classNames[label] ?? '',
      predictedName: first?.name ?? '',
      probability: first?.probability ?? null,
    };
  });
}

function floatsOf(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}
