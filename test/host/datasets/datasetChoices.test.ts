import { describe, expect, it } from 'vitest';
import { datasetChoices, sheetName } from '../../../src/host/datasets/datasetChoices.js';
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

describe('the name of a sheet of samples', () => {
  const hash = (text: string) => `${text.length}`.padStart(12, '0');

  it.each([
    ['fashion-mnist', 'fashion-mnist.png'],
    ['idx:/home/a/my digits', 'my-digits-00000000.png'],
    ['idx:C:\\sets\\digits', 'digits-00000000.png'],
    ['idx:/', 'images-00000000.png'],
    ['idx:/a/..', 'images-00000000.png'],
  ])('of %s is %s', (id, expected) => {
    expect(sheetName(id, hash)).toBe(expected);
  });

  it('is one of a file, whatever the id', () => {
    expect(sheetName(`idx:/${'x'.repeat(300)}\n`, hash)).toMatch(/^x{40}-\d{8}\.png$/);
    expect(sheetName('..', hash)).toBe('images-00000000.png');
  });
});
