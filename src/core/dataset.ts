/** Longest side of an image, in pixels. */
export const MAXIMUM_IMAGE_SIDE = 4096;

/** Shape of an image: `[height, width, channels]`, channels 1 or 3. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Images with labels, in memory: one byte a pixel and channel, row-major, image after image. */
export interface LabelledImages {
  readonly count: number;
  /** `count × height × width × channels` bytes. */
  readonly images: Uint8Array;
  /** `count` class indices, each below the number of classes. */
  readonly labels: Uint8Array;
}

/** Where a dataset's bytes came from, for the run and for every report. */
export interface DatasetSource {
  readonly kind: 'folder' | 'cache' | 'system' | 'download' | 'embedded';
  /** Folder the files were read from. */
  readonly location: string;
  /** True for the embedded sample: its figures must never pass for the full set's. */
  readonly isSample: boolean;
}

/** A dataset, read and checked. */
export interface Dataset {
  /** `fashion-mnist`, `images:DIR`, … */
  readonly id: string;
  /** For people: `Fashion-MNIST`. */
  readonly name: string;
  readonly source: DatasetSource;
  readonly classNames: readonly string[];
  readonly imageShape: ImageShape;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** SHA-256 over the checksums of the four decompressed parts, hexadecimal. */
  readonly checksum: string;
  readonly licence?: string;
}

/** What a run records of its dataset. */
export interface DatasetDescription {
  readonly id: string;
  readonly name: string;
  readonly source: DatasetSource;
  readonly classNames: readonly string[];
  readonly imageShape: ImageShape;
  readonly trainCount: number;
  readonly testCount: number;
  readonly checksum: string;
}

/** What a run records of its dataset: all but the bytes. */
export function describeDataset(dataset: Dataset): DatasetDescription {
  return {
    id: dataset.id,
    name: dataset.name,
    source: dataset.source,
    classNames: dataset.classNames,
    imageShape: dataset.imageShape,
    trainCount: dataset.train.count,
    testCount: dataset.test.count,
    checksum: dataset.checksum,
  };
}
