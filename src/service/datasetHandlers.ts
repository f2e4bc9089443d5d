import { describeDataset } from '../core/dataset.js';
import { contactSheet } from '../datasets/contactSheet.js';
import { datasetIdOf } from '../datasets/datasetId.js';
import { datasetProviders, describeDatasetById, fetchDataset, loadDataset } from '../datasets/index.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { atIntervals, fetchProgress } from './workProgress.js';

/** The sheet that a person looks at first: the same images every time. */
const SHEET = { split: 'train', perClass: 12, seed: 0, scale: 2 } as const;

/** Describing, showing and fetching datasets. */
export const datasetHandlers: Pick<
  ServiceHandlers,
  'describeDataset' | 'listDatasets' | 'datasetSheet' | 'fetchDataset'
> = {
  async describeDataset({ id, baseFolder }, { signal }) {
    const normalizedId = datasetIdOf(id, baseFolder);
    return { normalizedId, dataset: await describeDatasetById(normalizedId, { signal }) };
  },

  async listDatasets(_, { signal }) {
    // Patterns such as idx:DIR name no dataset.
    const named = datasetProviders.filter(
      ({ idPattern, matches }) => /^[a-z0-9-]+$/.test(idPattern) && matches(idPattern),
    );
    return Promise.all(
      named.map(async ({ idPattern: id, description, fetch, downloadBytes }) => ({
        id,
        detail: description,
        isFetchable: fetch !== undefined,
        ...(downloadBytes === undefined ? {} : { downloadBytes }),
        dataset: await describeDatasetById(id, { signal }),
      })),
    );
  },

  async datasetSheet({ id }, { signal }) {
    const dataset = await loadDataset(id, { signal });
    return { png: contactSheet(dataset, SHEET), dataset: describeDataset(dataset) };
  },

  async fetchDataset({ id }, { signal, report }) {
    const tell = atIntervals(report);
    await fetchDataset(id, { signal, onProgress: (progress) => tell(fetchProgress(progress)) });
    return describeDatasetById(id, { signal });
  },
};
