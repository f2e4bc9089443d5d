import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { encodeIdx } from '../../src/datasets/idx.js';
import { loadDataset, normalizeDatasetId } from '../../src/datasets/index.js';
import { writeFiles } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

/** Two images of 2 × 3: a letter drawn by numbers, so that it is seen how it lies. */
const UPRIGHT = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16];
/** As EMNIST stores them: column by column. */
const STORED = [1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16];

const images = () => encodeIdx({ elementType: 'uint8', shape: [2, 3, 2], data: Uint8Array.from(STORED) });
const labels = (...values: number[]) =>
  encodeIdx({ elementType: 'uint8', shape: [values.length], data: Uint8Array.from(values) });

function writeSet(name: string, mapping: string, first: number): string {
  return writeFiles(join(temporary.path, 'gzip'), {
    [`${name}-train-images-idx3-ubyte`]: images(),
    [`${name}-train-labels-idx1-ubyte`]: labels(first, first + 1),
    [`${name}-test-images-idx3-ubyte`]: images(),
    [`${name}-test-labels-idx1-ubyte`]: labels(first + 1, first),
    [`${name}-mapping.txt`]: mapping,
  });
}

const errorOf = (id: string) =>
  loadDataset(id).then(
    () => 'read',
    (error: unknown) =>
      error instanceof DatasetError ? `${error.code}: ${error.summary} ${error.advice}` : `${error}`,
  );

describe('EMNIST in a folder', () => {
  it('is turned upright, with its characters for names and labels from its first', async () => {
    const folder = writeSet('emnist-letters', '1 65 97\n2 66 98\n', 1);
    const { name, imageShape, classNames, train, test } = await loadDataset(folder);
    expect(name).toBe('emnist-letters (IDX folder)');
    expect(imageShape).toEqual([2, 3, 1]);
    expect([...train.images]).toEqual(UPRIGHT);
    expect(classNames).toEqual(['A/a', 'B/b']);
    expect([...train.labels, ...test.labels]).toEqual([0, 1, 1, 0]);
  });

  it('of several sets is named by the one that is meant', async () => {
    writeSet('emnist-letters', '1 65 97\n2 66 98\n', 1);
    const folder = writeSet('emnist-digits', '0 48\n1 49\n', 0);
    expect(await errorOf(folder)).toMatch(
      /^layout: .*several sets: emnist-digits, emnist-letters.* idx:.*#emnist-digits$/,
    );
    expect(normalizeDatasetId(`idx:${folder}#emnist-letters`)).toBe(`idx:${folder}#emnist-letters`);
    expect((await loadDataset(`idx:${folder}#emnist-digits`)).classNames).toEqual(['0', '1']);
    expect((await loadDataset(`idx:${folder}#emnist-letters`)).id).toBe(`idx:${folder}#emnist-letters`);
    expect(await errorOf(`idx:${folder}#emnist-x`)).toMatch(/^file-missing: .*emnist-x-train-images-idx3-ubyte\.gz/);
  });

  it('as somebody has renamed it is upright again by the settings', async () => {
    const folder = writeFiles(join(temporary.path, 'letters'), {
      'train-images-idx3-ubyte': images(),
      'train-labels-idx1-ubyte': labels(1, 2),
      'test-images-idx3-ubyte': images(),
      'test-labels-idx1-ubyte': labels(1, 2),
    });
    expect((await loadDataset(folder)).imageShape).toEqual([3, 2, 1]);
    const before = (await loadDataset(folder)).checksum;
    writeFiles(folder, { 'bakeoff.dataset.jsonc': '{ "transposed": true, "firstLabel": 1, "classes": ["a", "b"] }' });
    const dataset = await loadDataset(folder);
    expect([...dataset.train.images]).toEqual(UPRIGHT);
    expect([...dataset.train.labels]).toEqual([0, 1]);
    expect(dataset.classNames).toEqual(['a', 'b']);
    expect(dataset.checksum).not.toBe(before);
  });

  it('without test images is split where the settings say how', async () => {
    const data = Uint8Array.from({ length: 60 }, (_, index) => index);
    const folder = writeFiles(join(temporary.path, 'one'), {
      'train-images-idx3-ubyte': encodeIdx({ elementType: 'uint8', shape: [10, 3, 2], data }),
      'train-labels-idx1-ubyte': labels(0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
    });
    expect(await errorOf(folder)).toMatch(/^file-missing: .*t10k/);
    writeFiles(folder, { 'bakeoff.dataset.jsonc': '{ "test": 0.4 }' });
    const { train, test } = await loadDataset(folder);
    expect([[...train.labels].sort().join(''), [...test.labels].sort().join('')]).toEqual(['000111', '0011']);
    expect([...train.images, ...test.images].sort((a, b) => a - b)).toEqual([...data]);
  });

  it.each([
    ['0 48\n2 50\n', /class-names: .*line 2: "2 50"/],
    ['0\n', /class-names: .*line 1/],
    ['0 48\n1 48\n', /class-names: .*line 2/],
    ['0 10\n1 48', /class-names: .*line 1/],
    ['0 9999999\n1 48', /class-names/],
    ['', /class-names/],
  ])('with the mapping %j is refused', async (mapping, message) => {
    expect(await errorOf(writeSet('emnist-digits', mapping, 0))).toMatch(message);
  });
});
