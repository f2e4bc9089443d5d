import type { Dataset, DatasetDescription } from '../core/dataset.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions } from './datasetProvider.js';
import { folderIdOf } from './folderIdOf.js';
import { loadDataset, openDataset } from './index.js';
import type { OpenDataset } from './openDataset.js';

/** What a run has recorded of its images. */
export interface RecordedDataset {
  /** As its request named them. */
  readonly id: string;
  readonly description: DatasetDescription;
}

/**
 * The very images that a run used: by their id and, should that give others by now (a fuller set), from where they were.
 * @throws DatasetError `gone` or `changed` when they are no longer there; the signal's reason.
 */
export function loadRecordedDataset(recorded: RecordedDataset, options: DatasetOptions = {}): Promise<Dataset> {
  return find(recorded, options, loadDataset, ({ checksum }) => checksum);
}

/** As `loadRecordedDataset`, without reading the images before they are asked for, where that can be. */
export function openRecordedDataset(recorded: RecordedDataset, options: DatasetOptions = {}): Promise<OpenDataset> {
  return find(recorded, options, openDataset, ({ description }) => description.checksum);
}

async function find<T>(
  { id, description }: RecordedDataset,
  options: DatasetOptions,
  look: (id: string, options: DatasetOptions) => Promise<T>,
  checksumOf: (found: T) => string,
): Promise<T> {
  const { checksum, name, source } = description;
  let reason: string | undefined;
  let other: string | undefined;
  for (const candidate of [id, folderIdOf(source.location)]) {
    try {
      const found = await look(candidate, options);
      if (checksumOf(found) === checksum) return found;
      other ??= checksumOf(found);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof DatasetError)) throw error;
      reason ??= error.summary;
    }
  }
  const advice = `Bring ${name} back to where it was, or train the model again on the images that are there.`;
  throw other === undefined
    ? new DatasetError({
        code: 'gone',
        path: source.location,
        problem: 'the images that the run used are no longer there',
        ...(reason === undefined ? {} : { received: reason }),
        advice,
      })
    : new DatasetError({
        code: 'changed',
        path: source.location,
        problem: 'the images are no longer those that the run used',
        expected: `checksum ${checksum.slice(0, 12)}`,
        received: other.slice(0, 12),
        advice,
      });
}
