import { statSync } from 'node:fs';
import type { Dataset, DatasetDescription } from '../core/dataset.js';
import { nearest } from '../core/definition/nearest.js';
import { cifar10 } from './cifar10.js';
import { cifar100 } from './cifar100.js';
import { cifarFolder } from './cifarFolder.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider, FetchOutcome } from './datasetProvider.js';
import { emnist } from './emnist.js';
import { fashionMnist } from './fashionMnist.js';
import { folderIdOf } from './folderIdOf.js';
import { idxFolder } from './idxFolder.js';
import { imageFolder } from './imageFolder.js';
import { kmnist } from './kmnist.js';
import { type OpenDataset, openWhole } from './openDataset.js';

/** Every kind of dataset; a new one is one file and one line here. */
export const datasetProviders: readonly DatasetProvider[] = [
  fashionMnist,
  kmnist,
  cifar10,
  cifar100,
  ...emnist,
  imageFolder,
  idxFolder,
  cifarFolder,
];

/** The dataset that is meant where none is named. */
export const DEFAULT_DATASET = fashionMnist.idPattern;

/**
 * Finds and reads a dataset by its id (`fashion-mnist`, `images:DIR`), or by the path of a folder, by what is in it.
 * @throws DatasetError when there is no such dataset, or its files are missing or damaged; the signal's reason.
 */
export async function loadDataset(id: string, options: DatasetOptions = {}): Promise<Dataset> {
  const resolved = normalizeDatasetId(id);
  return providerOf(resolved).load(resolved, options);
}

/** As `loadDataset`, but reads the parts when they are asked for, where the set's checksum can be known before. */
export async function openDataset(id: string, options: DatasetOptions = {}): Promise<OpenDataset> {
  const resolved = normalizeDatasetId(id);
  const provider = providerOf(resolved);
  return provider.open?.(resolved, options) ?? openWhole(await provider.load(resolved, options));
}

/** What `loadDataset` would give, without reading the images where that can be known. @throws DatasetError */
export async function describeDatasetById(id: string, options: DatasetOptions = {}): Promise<DatasetDescription> {
  const resolved = normalizeDatasetId(id);
  return providerOf(resolved).describe(resolved, options);
}

/** `describeDatasetById` for a dataset that can be described without reading its images, else undefined. @throws DatasetError */
export async function describeUnread(
  id: string,
  options: DatasetOptions = {},
): Promise<DatasetDescription | undefined> {
  const resolved = normalizeDatasetId(id);
  const provider = providerOf(resolved);
  return provider.describesUnread ? provider.describe(resolved, options) : undefined;
}

/** Brings a published dataset into the user's cache. @throws DatasetError, also where nothing is published. */
export async function fetchDataset(id: string, options: DatasetOptions = {}): Promise<FetchOutcome> {
  const resolved = normalizeDatasetId(id);
  const provider = providerOf(resolved);
  if (provider.fetch !== undefined) return provider.fetch(resolved, options);
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

/** The id in the form that a run records, paths absolute; a folder's path becomes the id of what is in it. @throws DatasetError `unknown-dataset` */
export function normalizeDatasetId(id: string): string {
  const meant = !datasetProviders.some((provider) => provider.matches(id)) && isFolder(id) ? folderIdOf(id) : id;
  return providerOf(meant).normalize(meant);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Not there, not readable, or not even a path: with a NUL character in it, or too long.
    return false;
  }
}

function providerOf(id: string): DatasetProvider {
  const provider = datasetProviders.find((candidate) => candidate.matches(id));
  if (provider !== undefined) return provider;
  const named = datasetProviders.filter(({ fetch }) => fetch !== undefined).map(({ idPattern }) => idPattern);
  const meant = nearest(id, named);
  throw new DatasetError({
    code: 'unknown-dataset',
    path: id,
    problem: 'is not a dataset',
    expected: datasetProviders.map((candidate) => candidate.idPattern).join(', '),
    advice: `${meant === undefined ? '' : `Did you mean ${meant}? `}For a folder write images: and its path, or idx: or cifar: for such files.`,
  });
}
