import { type Dataset, type DatasetDescription, describeDataset } from '../core/dataset.js';
import type { SplitName } from './sampleImages.js';

/** A dataset of which no more is read than is asked for. */
export interface OpenDataset {
  readonly description: DatasetDescription;
  readonly licence?: string;
  /** A class index for each image; read anew for each call, or kept as long as this object. @throws DatasetError */
  labels(split: SplitName): Promise<Uint8Array>;
  /** `count × height × width × channels` bytes; as `labels`. @throws DatasetError */
  images(split: SplitName): Promise<Uint8Array>;
}

/** A dataset that had to be read whole, as its checksum cannot be known otherwise. */
export function openWhole(dataset: Dataset): OpenDataset {
  return {
    description: describeDataset(dataset),
    ...(dataset.licence === undefined ? {} : { licence: dataset.licence }),
    labels: async (split) => dataset[split].labels,
    images: async (split) => dataset[split].images,
  };
}
