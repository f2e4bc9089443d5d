import { describe, expect, it } from 'vitest';
import { datasetChoices } from '../../../src/host/datasets/datasetChoices.js';
import type { ListedDataset } from '../../../src/protocol/service.js';
import { runStarted } from '../../support/runEvents.js';

const { dataset } = runStarted();
const listed: ListedDataset[] = [
  { id: 'fashion-mnist', detail: 'Clothes', isFetchable: true, downloadBytes: 31e6, dataset },
];

describe('datasets to choose from', () => {
  it('are those with a name, then those of runs, each once', () => {
    const runs = [
      { dataset: { id: 'idx:/a', name: 'a' } },
      {},
      { dataset: { id: 'fashion-mnist', name: 'of the run' } },
      { dataset: { id: 'idx:/a', name: 'a again' } },
    ];
    expect(datasetChoices(listed, runs)).toEqual([
      { id: 'fashion-mnist', name: dataset.name, isFetchable: true, downloadBytes: 31e6, dataset },
      { id: 'idx:/a', name: 'a', isFetchable: false },
    ]);
  });
});
