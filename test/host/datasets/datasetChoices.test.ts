import { describe, expect, it } from 'vitest';
import { type DatasetChoice, datasetChoices, isMissing } from '../../../src/host/datasets/datasetChoices.js';
import type { ListedDataset } from '../../../src/protocol/service.js';
import { runStarted } from '../../support/runEvents.js';

const { dataset } = runStarted();
const listed: ListedDataset[] = [
  { id: 'fashion-mnist', title: 'F', detail: 'Clothes', isFetchable: true, downloadBytes: 31e6, dataset },
  { id: 'cifar-10', title: 'CIFAR-10', detail: 'Things', isFetchable: true, downloadBytes: 170e6 },
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
      { id: 'cifar-10', name: 'CIFAR-10', isFetchable: true, downloadBytes: 170e6 },
      { id: 'idx:/a', name: 'a', isFetchable: false },
    ]);
  });

  it('are to be downloaded where nothing or a sample is there', () => {
    const [sample, missing, ofRun] = datasetChoices(listed, [{ dataset: { id: 'idx:/a', name: 'a' } }]);
    const whole = { ...sample, dataset: { ...dataset, source: { ...dataset.source, isSample: false } } };
    const part = { ...sample, dataset: { ...dataset, source: { ...dataset.source, isSample: true } } };
    const all = [part, missing, whole, ofRun].map((choice) => isMissing(choice as DatasetChoice));
    expect(all).toEqual([true, true, false, false]);
  });
});
