import { datasetIdOf } from '../datasets/datasetId.js';
import { datasetProviders, describeDatasetById, fetchDataset } from '../datasets/index.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { atIntervals, fetchProgress } from './workProgress.js';

/** Describing and fetching datasets. */
export const datasetHandlers: Pick<ServiceHandlers, 'describeDataset' | 'listDatasets' | 'fetchDataset'> = {
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

  async fetchDataset({ id }, { signal, report }) {
    const tell = atIntervals(report);
    await fetchDataset(id, { signal, onProgress: (progress) => tell(fetchProgress(progress)) });
    return describeDatasetById(id, { signal });
  },
};
