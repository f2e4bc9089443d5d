import type { MapLayer } from '../core/explain/mapLayers.js';
import type { OcclusionGrid } from '../core/explain/occlusion.js';

/** Which class a map is about: what speaks for it, or what speaks for it rather than for another. Indices of classes. */
export interface MapQuestion {
  readonly classIndex: number;
  readonly against?: number;
}

/** Where in an image each layer found what speaks for a class (Grad-CAM). */
export interface GradCamInspection {
  /** In the order of the definition. `values`: `height × width`, row by row; below 0: against the class. */
  readonly layers: readonly (MapLayer & { readonly values: Float32Array })[];
}

/** How much of a class's probability each part of an image is worth. */
export interface OcclusionInspection {
  readonly grid: OcclusionGrid;
  /** What hid each part: the mean of the images that the run was trained on, a byte for each channel. */
  readonly fill: readonly number[];
  /** Of the class on the whole image, less that of `against`; null where it is not a number. */
  readonly probability: number | null;
  /** How much less it was with the part at each place hidden, row by row of places. */
  readonly drops: Float32Array;
}

/** Training images that a run's model describes most like an image just before its classes. */
export interface FeatureNeighbours {
  /** The layer whose output was compared. */
  readonly layer: string;
  /** How many numbers that is. */
  readonly size: number;
  /** The nearest first. */
  readonly neighbours: readonly {
    /** Among the dataset's training images, from 0. */
    readonly image: number;
    /** Cosine distance, 0..2. */
    readonly distance: number;
    /** Class index. */
    readonly label: number;
    /** What the model takes it for, and how sure it is; null where its output is not a number. */
    readonly predicted: number;
    readonly probability: number | null;
  }[];
}
