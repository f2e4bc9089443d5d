import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCifar } from '../../src/datasets/cifar.js';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { loadDataset, normalizeDatasetId } from '../../src/datasets/index.js';
import { cifarPixel, cifarRecords, writeCifar10, writeCifar100 } from '../support/cifarFixture.js';
import { writeFiles } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const errorOf = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(
      () => 'read',
      (error: unknown) => (error instanceof DatasetError ? `${error.code}: ${error.summary}` : String(error)),
    );

describe("CIFAR's binary format", () => {
  it('is read byte for byte as it was published: planes of rows become pixels of three channels', () => {
    const { count, images, labels } = parseCifar(cifarRecords([[7], [3]]), 'a.bin', { labelBytes: 1, classCount: 10 });
    expect([count, images.length, ...labels]).toEqual([2, 2 * 3072, 7, 3]);
    for (let image = 0; image < 2; image += 1)
      for (let row = 0; row < 32; row += 1)
        for (let column = 0; column < 32; column += 1)
          for (let channel = 0; channel < 3; channel += 1)
            expect(images[image * 3072 + (row * 32 + column) * 3 + channel]).toBe(
              cifarPixel(image, channel, row, column),
            );
  });

  it('of the sizes that are published holds the images that are published', () => {
    // 10,000 records of CIFAR-10 are exactly 30,730,000 bytes; of CIFAR-100, with two labels each, 30,740,000.
    expect(parseCifar(new Uint8Array(30_730_000), 'a.bin', { labelBytes: 1, classCount: 10 }).count).toBe(10_000);
    expect(parseCifar(new Uint8Array(30_740_000), 'a.bin', { labelBytes: 2, classCount: 100 }).count).toBe(10_000);
  });

  it('takes the class, not the superclass, of CIFAR-100', () => {
    const bytes = cifarRecords([[19, 99]]);
    expect(parseCifar(bytes, 'a.bin', { labelBytes: 2, classCount: 100 }).labels).toEqual(Uint8Array.of(99));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /^empty: a\.bin: holds nothing/],
    ['a byte too few', cifarRecords([[1]]).subarray(1), /^truncated: .*a multiple of 3073 bytes, received 3072 bytes/],
    ['a byte too many', Uint8Array.of(...cifarRecords([[1]]), 0), /^truncated/],
    [
      'a label beyond',
      cifarRecords([[1], [10]]),
      /^label-range: .*record 1 names no class \(expected 0\.\.9, received 10/,
    ],
  ])('of %s is refused', async (_, bytes, message) => {
    expect(await errorOf(() => parseCifar(bytes, 'a.bin', { labelBytes: 1, classCount: 10 }))).toMatch(message);
  });
});

describe('a CIFAR folder', () => {
  it('has its files in the order of their numbers', async () => {
    const folder = writeCifar10(join(temporary.path, 'cifar'));
    expect(normalizeDatasetId(folder)).toBe(`cifar:${folder}`);
    const { imageShape, classNames, train, test } = await loadDataset(folder);
    expect(imageShape).toEqual([32, 32, 3]);
    expect(classNames).toHaveLength(10);
    expect([...train.labels]).toEqual([0, 1, 2, 3, 9]);
    expect([...test.labels]).toEqual([4, 5]);
    expect([0, 1, 2, 3, 4].map((image) => train.images[image * 3072])).toEqual(
      [0, 1, 2, 3, 4].map((image) => cifarPixel(image, 0, 0, 0)),
    );
  });

  it('of a hundred classes has their names, from the file where there is one', async () => {
    const folder = writeCifar100(join(temporary.path, 'cifar'));
    const { classNames, train } = await loadDataset(folder);
    expect([classNames.length, classNames[0], classNames[99]]).toEqual([100, 'apple', 'worm']);
    expect([...train.labels].map((label) => classNames[label])).toEqual(['cattle', 'dinosaur']);
    writeFileSync(join(folder, 'fine_label_names.txt'), Array.from({ length: 100 }, (_, n) => `n${n}`).join('\n'));
    expect((await loadDataset(folder)).classNames[99]).toBe('n99');
  });

  it('is split anew where its settings say so, without losing an image', async () => {
    const folder = writeCifar10(join(temporary.path, 'cifar'));
    writeFiles(folder, {
      'bakeoff.dataset.jsonc': '{ "test": "mine.txt" /* first and last */ }',
      'mine.txt': '0\n6\n',
    });
    const { train, test } = await loadDataset(folder);
    expect([...test.labels]).toEqual([0, 5]);
    expect([...train.labels]).toEqual([1, 2, 3, 9, 4]);
    expect(test.images[3072]).toBe(cifarPixel(101, 0, 0, 0));
    writeFiles(folder, { 'mine.txt': '7' });
    expect(await errorOf(() => loadDataset(folder))).toMatch(/^split: .*line 1 names no image/);
    writeFiles(folder, { 'mine.txt': '' });
    expect(await errorOf(() => loadDataset(folder))).toMatch(/^split: .*leaves one split without images/);
  });

  it('without its files, or with a name too few, says so', async () => {
    const folder = writeFiles(join(temporary.path, 'cifar'), { 'data_batch_1.bin': cifarRecords([[1]]) });
    expect(await errorOf(() => loadDataset(`cifar:${folder}`))).toMatch(/^file-missing: .*binary format/);
    writeFiles(folder, { 'test_batch.bin': cifarRecords([[1]]), 'batches.meta.txt': 'only\n' });
    expect(await errorOf(() => loadDataset(`cifar:${folder}`))).toMatch(/^label-range: .*data_batch_1\.bin/);
  });
});
