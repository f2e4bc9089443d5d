import type { DatasetDescription, ImageShape } from '../core/dataset.js';
import type { LayerEvidence } from '../core/evidence/layerEvidence.js';
import type { LayerActivity } from '../core/samples/layerActivity.js';
import type { Neighbour } from '../core/samples/nearestImages.js';
import type { SampleColumns } from '../core/samples/sampleColumns.js';

/** Which images of a run: those that it was trained on, that watched the training, that it was tested on. */
export type Split = 'train' | 'validation' | 'test';

/** Most images in one answer. */
export const MAXIMUM_IMAGES = 512;
/** Most bytes of images in one answer: of large images fewer are given at a time. */
const MAXIMUM_IMAGE_BYTES = 32 * 2 ** 20;

/**
 * What a run says of each image of a split; position `row` in each column is one image.
 *
 * Images have numbers: of the split `test` their position among the dataset's test images, of `train` and `validation`
 * their position among its training images, which both are taken from. The same number is the same image for every run with
 * that checksum, whatever its seed: pixels are kept by checksum, kind (test or not) and number.
 */
export interface SplitSamples extends SampleColumns {
  readonly split: Split;
  /** The number of the image in each row, ascending. Of the test images 0, 1, 2, … */
  readonly images: Uint32Array;
  readonly classNames: readonly string[];
  /** Of the dataset. */
  readonly checksum: string;
  readonly imageShape: ImageShape;
}

/** Pixels of some images. */
export interface ImageBatch {
  /** Of the dataset. */
  readonly checksum: string;
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (red, green, blue). */
  readonly channels: number;
  /** The numbers of the images, in the order of `bytes`. */
  readonly indices: readonly number[];
  /** `indices.length × height × width × channels`, image after image, row by row, 0..255. */
  readonly bytes: Uint8Array;
}

/** How many images of that shape may be asked for at a time, at least 1. */
export function imagesAtOnce({ height, width, channels }: Pick<ImageBatch, 'height' | 'width' | 'channels'>): number {
  const bytes = Math.max(1, height * width * channels);
  return Math.min(MAXIMUM_IMAGES, Math.max(1, Math.floor(MAXIMUM_IMAGE_BYTES / bytes)));
}

/** What a run takes one image for. */
export interface SampleInspection {
  /** Class index. */
  readonly label: number;
  /** The five most probable classes, the most probable first; null where the model's output is not a number. */
  readonly top: readonly { readonly classIndex: number; readonly probability: number | null }[];
}

/** What each layer made of one image, in the order of the run's `layers`. */
export interface LayerInspection {
  readonly layers: readonly LayerActivity[];
}

/** What a run's layers were found to know. */
export interface LayerTable {
  readonly evidence: LayerEvidence;
  readonly classNames: readonly string[];
}

/** The same, with what each layer takes each test image for. */
export interface RunEvidence extends LayerTable {
  /** As `LayerVotes`: a row for each of the evidence's layers, a column for each test image. */
  readonly votes: Uint16Array;
}

/** The images that a run was trained on which are most like one image (never that image itself), the nearest first. */
export interface NearestImages {
  readonly neighbours: readonly Neighbour[];
}

/** A dataset as a person looks at it, before any training too. */
export interface DatasetView {
  readonly dataset: DatasetDescription;
  readonly licence?: string;
  /**
   * Images of each class in each split, in the order train, validation, test. Of a run: as it split them, less what its
   * `limit` left out. Of a dataset alone there is no validation yet.
   */
  readonly splits: readonly {
    readonly split: Split;
    readonly count: number;
    readonly classCounts: readonly number[];
  }[];
  /** Training images of each class: ten, fewer where there are fewer or they are large. The same ones every time. */
  readonly samples: {
    /** Numbers of images, a list for each class. */
    readonly byClass: readonly (readonly number[])[];
    readonly batch: ImageBatch;
  };
  readonly duplicates: {
    /** Training images that repeat an earlier training image. */
    readonly train: DuplicateImages;
    /** Test images that repeat an earlier test image. */
    readonly test: DuplicateImages;
    /** Leaks: test images that are also training images. `first` is the training image. */
    readonly across: DuplicateImages;
  };
}

/** What a run's augmentation makes of a training image of each class. */
export interface AugmentedSamples {
  /** The layers that do it, by name; none: the run's definition changes nothing, and all else is empty. */
  readonly layers: readonly string[];
  readonly imageShape: ImageShape;
  /** Of each image. */
  readonly variants: number;
  /** Each class that has an image, and the number of that training image. */
  readonly classes: readonly { readonly label: number; readonly image: number }[];
  /** `classes.length × variants` images: the variants of the first class, then of the next. */
  readonly bytes: Uint8Array;
}

/** Images that are equal byte for byte. */
export interface DuplicateImages {
  readonly count: number;
  /** Of those, pairs with different labels. */
  readonly contradicting: number;
  /** The first hundred pairs, those with different labels before the others. */
  readonly pairs: readonly { readonly first: number; readonly second: number; readonly sameLabel: boolean }[];
}
