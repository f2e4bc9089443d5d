import { DatasetError } from '../datasets/datasetError.js';
import { datasetIdOf } from '../datasets/datasetId.js';
import { datasetProviders, describeDatasetById, fetchDataset } from '../datasets/index.js';
import type { ListedDataset } from '../protocol/service.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { atIntervals, fetchProgress } from './workProgress.js';

/** What there is of a dataset; nothing of one that is not on this machine, or is damaged there: others are listed still. */
async function describedIfThere(id: string, signal: AbortSignal): Promise<Pick<ListedDataset, 'dataset'>> {
  try {
    return { dataset: await describeDatasetById(id, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DatasetError) return {};
    throw error;
  }
}

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
      named.map(async ({ idPattern: id, title, description, fetch, downloadBytes }) => ({
        id,
        title,
        detail: description,
        isFetchable: fetch !== undefined,
        ...(downloadBytes === undefined ? {} : { downloadBytes }),
        ...(await describedIfThere(id, signal)),
      })),
    );
  },

  async fetchDataset({ id }, { signal, report }) {
    const tell = atIntervals(report);
    await fetchDataset(id, { signal, onProgress: (progress) => tell(fetchProgress(progress)) });
    return describeDatasetById(id, { signal });
  },
};
