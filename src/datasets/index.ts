import type { Dataset, DatasetDescription } from '../core/dataset.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider, FetchOutcome } from './datasetProvider.js';
import { fashionMnist } from './fashionMnist.js';
import { idxFolder } from './idxFolder.js';

/** Every kind of dataset; a new one is one file and one line here. */
export const datasetProviders: readonly DatasetProvider[] = [fashionMnist, idxFolder];

/** The dataset that is meant where none is named. */
export const DEFAULT_DATASET = fashionMnist.idPattern;

/**
 * Finds and reads a dataset by its id (`fashion-mnist`, `idx:DIR`).
 * @throws DatasetError when there is no such dataset, or its files are missing or damaged; the signal's reason.
 */
export async function loadDataset(id: string, options: DatasetOptions = {}): Promise<Dataset> {
  return providerOf(id).load(id, options);
}

/** What `loadDataset` would give, without reading the images where that can be known. @throws DatasetError */
export async function describeDatasetById(id: string, options: DatasetOptions = {}): Promise<DatasetDescription> {
  return providerOf(id).describe(id, options);
}

/** Brings a published dataset into the user's cache. @throws DatasetError, also where nothing is published. */
export async function fetchDataset(id: string, options: DatasetOptions = {}): Promise<FetchOutcome> {
  const provider = providerOf(id);
  if (provider.fetch !== undefined) return provider.fetch(id, options);
  throw new DatasetError({
    code: 'nothing-to-fetch',
    path: id,
    problem: 'is read where it is',
    advice: `Only published sets can be fetched: ${datasetProviders
      .filter((candidate) => candidate.fetch !== undefined)
      .map((candidate) => candidate.idPattern)
      .join(', ')}.`,
  });
}

/** The id in the form that a run records, paths absolute. @throws DatasetError `unknown-dataset` */
export function normalizeDatasetId(id: string): string {
  return providerOf(id).normalize(id);
}

function providerOf(id: string): DatasetProvider {
  const provider = datasetProviders.find((candidate) => candidate.matches(id));
  if (provider !== undefined) return provider;
  throw new DatasetError({
    code: 'unknown-dataset',
    path: id,
    problem: 'is not a dataset',
    expected: datasetProviders.map((candidate) => candidate.idPattern).join(' or '),
    advice: 'For a folder with IDX files write idx: and its path.',
  });
}
