import type { DatasetDescription } from '../../core/dataset.js';
import type { ListedDataset } from '../../protocol/service.js';

/** A dataset that can be chosen: one with a name, or a folder that runs were trained on. */
export interface DatasetChoice {
  readonly id: string;
  readonly name: string;
  /** Absent for one that is not on this machine, or known from runs only: its folder may be gone. */
  readonly dataset?: DatasetDescription;
  readonly isFetchable: boolean;
  readonly downloadBytes?: number;
}

/** The part of a run that tells of its dataset. */
interface RunOnDataset {
  readonly dataset?: { readonly id: string; readonly name: string };
}

/** True for a dataset that is to be had, and of which nothing or only a sample is on this machine. */
export function isMissing({ isFetchable, dataset }: DatasetChoice): boolean {
  return isFetchable && dataset?.source.isSample !== false;
}

/** Datasets to choose from: those with a name first, then those of runs, the latest first, each once. */
export function datasetChoices(
  listed: readonly ListedDataset[],
  runs: readonly RunOnDataset[],
): readonly DatasetChoice[] {
  const choices = new Map<string, DatasetChoice>();
  for (const { title, detail: _, ...listedOne } of listed)
    choices.set(listedOne.id, { ...listedOne, name: listedOne.dataset?.name ?? title });
  for (const { dataset } of runs)
    if (dataset !== undefined && !choices.has(dataset.id))
      choices.set(dataset.id, { id: dataset.id, name: dataset.name, isFetchable: false });
  return [...choices.values()];
}
