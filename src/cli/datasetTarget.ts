import type { DatasetDescription } from '../core/dataset.js';
import type { PlanTarget } from '../core/plan/planModel.js';
import { describeDatasetById } from '../datasets/index.js';

/** What a model is planned for, and what the dataset says of itself. */
export interface DescribedTarget {
  readonly target: PlanTarget;
  readonly dataset: DatasetDescription;
}

/** What a model is planned for, and where it was learned. Reads no images. @throws DatasetError */
export async function describeTarget(datasetId: string, signal?: AbortSignal): Promise<DescribedTarget> {
  const dataset = await describeDatasetById(datasetId, { signal });
  const { imageShape, classNames } = dataset;
  return { dataset, target: { inputShape: imageShape, classCount: classNames.length, classNames } };
}
