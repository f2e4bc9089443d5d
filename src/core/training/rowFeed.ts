import type { TensorData } from '../engine.js';
import { rowFeedNames } from '../graph/rowSource.js';
import type { SampleShape } from '../layers/layer.js';

/** Brings the samples at some indices to a call: feeds by placeholder name. */
export type RowFeed = (
  indices: Int32Array,
) => Readonly<Record<string, TensorData>> | Promise<Record<string, TensorData>>;

/** Features of a dataset's images that are too many for memory. */
export interface FeatureReader {
  /** The features of the images at `indices`, row after row. */
  read(indices: Int32Array): Promise<Float32Array>;
  /** Says which are likely read next. */
  expect(indices: Int32Array): void;
}

/** For a program that holds what indices refer to. `rowOf`: where the samples are numbered otherwise than the dataset's images. */
export function feedByIndex(rowOf?: Int32Array): RowFeed {
  return (indices) => ({
    [rowFeedNames.indices]: vector(rowOf === undefined ? indices : indices.map((index) => rowOf[index] ?? 0)),
  });
}

/** For a program whose calls bring the samples with them. `labels`: of each of the dataset's images. */
export function feedFeatures(reader: FeatureReader, shape: SampleShape, labels: ArrayLike<number>): RowFeed {
  return async (indices) => ({
    [rowFeedNames.features]: {
      dtype: 'float32',
      shape: [indices.length, ...shape],
      data: await reader.read(indices),
    },
    [rowFeedNames.labels]: vector(indices.map((index) => labels[index] ?? 0)),
  });
}

function vector(data: Int32Array): TensorData {
  return { dtype: 'int32', shape: [data.length], data };
}
