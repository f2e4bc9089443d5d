import type { ImageShape } from '../core/dataset.js';
import type { MapLayer } from '../core/explain/mapLayers.js';
import type { FeatureNeighbour } from '../core/explain/nearestFeatures.js';
import type { OcclusionGrid } from '../core/explain/occlusion.js';

/** Tasks that tell why a run's model takes an image for what it does. The model is kept for the next such task. */
export type ExplainMessage =
  | GradCamMessage
  | OcclusionMessage
  | ClassifyMessage
  | FeatureNeighboursMessage
  | TrainFeaturesMessage;

/** An image for a run's model. */
interface OneImage {
  readonly id: number;
  readonly runFolder: string;
  readonly imageShape: ImageShape;
  /** `height × width × channels` bytes, base64. */
  readonly image: string;
}

/** Of which class it is asked: how it is told from all others, or from one other. */
export interface AskedClass {
  readonly classIndex: number;
  readonly against?: number;
}

/** Give the class activation maps of all layers that have one. */
export interface GradCamMessage extends OneImage, AskedClass {
  readonly type: 'gradCam';
}

/** Say how much of a class's probability each part of the image is worth. */
export interface OcclusionMessage extends OneImage, AskedClass {
  readonly type: 'occlusion';
  /** What hides a part: a byte for each channel. */
  readonly fill: readonly number[];
}

/** As `predict`, by a model that is kept. */
export interface ClassifyMessage {
  readonly type: 'classify';
  readonly id: number;
  readonly runFolder: string;
  readonly imageShape: ImageShape;
  readonly images: readonly string[];
}

/** Find the training images nearest to an image in the features before the output, among those in the feature cache. */
export interface FeatureNeighboursMessage extends OneImage {
  readonly type: 'featureNeighbours';
  /** Number of a training image that is not to be found. */
  readonly except?: number;
  readonly count: number;
}

/** Compute the features before the output of all training images of a run, and keep them in the feature cache. */
export interface TrainFeaturesMessage {
  readonly type: 'trainFeatures';
  readonly id: number;
  readonly runFolder: string;
}

export type ExplainReply = { readonly id: number } & ExplainAnswer;
export type ExplainAnswer =
  | GradCamAnswer
  | OcclusionAnswer
  | ClassifiedAnswer
  | FeatureNeighboursAnswer
  | TrainFeaturesAnswer;

export interface GradCamAnswer {
  readonly type: 'gradCamRead';
  /** In the order of the definition; `map`: `height × width` float32, base64, not yet clipped at 0. */
  readonly layers: readonly (MapLayer & { readonly map: string })[];
  /** Of each class; null where it is not a number. */
  readonly probabilities: readonly (number | null)[];
}

export interface OcclusionAnswer {
  readonly type: 'occlusionRead';
  readonly grid: OcclusionGrid;
  /** Of the class on the whole image, less that of `against`; null where it is not a number. */
  readonly probability: number | null;
  /** How much less it is with the patch at each place: float32, base64, row by row of places. */
  readonly drops: string;
}

export interface ClassifiedAnswer {
  readonly type: 'classified';
  /** For each image, of each class; null where it is not a number. */
  readonly probabilities: readonly (readonly (number | null)[])[];
}

export interface FeatureNeighboursAnswer {
  readonly type: 'featureNeighboursFound';
  /** The layer whose output the features are. */
  readonly layer: string;
  /** Numbers of each image. */
  readonly size: number;
  /** `image`: its number among the dataset's training images. Absent: the features are not in the cache yet. */
  readonly neighbours?: readonly (Omit<FeatureNeighbour, 'row'> & { readonly image: number })[];
}

export interface TrainFeaturesAnswer {
  readonly type: 'trainFeaturesKept';
  readonly images: number;
  readonly bytes: number;
}

export type ExplainReplyTo<T extends ExplainMessage> = { readonly id: number } & (T extends GradCamMessage
  ? GradCamAnswer
  : T extends OcclusionMessage
    ? OcclusionAnswer
    : T extends ClassifyMessage
      ? ClassifiedAnswer
      : T extends FeatureNeighboursMessage
        ? FeatureNeighboursAnswer
        : TrainFeaturesAnswer);

const types: readonly string[] = [
  'gradCam',
  'occlusion',
  'classify',
  'featureNeighbours',
  'trainFeatures',
] satisfies ExplainMessage['type'][];

export function isExplainMessage(message: { readonly type: string }): message is ExplainMessage {
  return types.includes(message.type);
}
