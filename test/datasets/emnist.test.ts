import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createArchiveProvider } from '../../src/datasets/archiveProvider.js';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { emnistArchive, emnistParts } from '../../src/datasets/emnist.js';
import { encodeIdx } from '../../src/datasets/idx.js';
import { loadDataset, normalizeDatasetId } from '../../src/datasets/index.js';
import { writeFiles } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';
import { zipFile } from '../support/zipFile.js';

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

describe('EMNIST in its archive', () => {
  const letters = { name: 'letters', trainCount: 2, testCount: 2, classNames: ['A/a', 'B/b'], firstLabel: 1 };
  const digitsPart = { ...letters, name: 'digits', classNames: ['0', '1'], firstLabel: 0 };
  const archiveOf = (files: Readonly<Record<string, Uint8Array>>) =>
    zipFile(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`gzip/${name}.gz`, gzipSync(bytes)])));
  const whole = (first: number, name = 'emnist-letters') => ({
    [`${name}-train-images-idx3-ubyte`]: images(),
    [`${name}-train-labels-idx1-ubyte`]: labels(first, first + 1),
    [`${name}-test-images-idx3-ubyte`]: images(),
    [`${name}-test-labels-idx1-ubyte`]: labels(first + 1, first),
  });
  const provide = (bytes: Buffer, part = letters) => {
    const folder = writeFiles(join(temporary.path, 'cache', 'datasets', 'emnist'), { 'gzip.zip': bytes });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const archive = { name: 'gzip.zip', sha256, bytes: bytes.length };
    const known = { archive, urls: [], environmentVariable: 'BAKEOFF_TINY' };
    const provider = createArchiveProvider(emnistArchive(part, known, [2, 3, 1]));
    return {
      folder,
      load: () => provider.load(provider.idPattern, { environment: {}, cacheRoot: join(temporary.path, 'cache') }),
    };
  };
  const refusal = (bytes: Buffer) =>
    provide(bytes)
      .load()
      .then(
        () => 'read',
        (error: unknown) => (error instanceof DatasetError ? `${error.code}: ${error.summary}` : String(error)),
      );

  it('is read without being unpacked: upright, labels from its first; each part with a checksum of its own', async () => {
    const both = archiveOf({ ...whole(1), ...whole(0, 'emnist-digits') });
    const { train, test, id, checksum } = await provide(both).load();
    expect(id).toBe('emnist-letters');
    expect([...train.images]).toEqual(UPRIGHT);
    expect([...train.labels, ...test.labels]).toEqual([0, 1, 1, 0]);
    const other = await provide(both, digitsPart).load();
    expect([...other.train.labels]).toEqual([0, 1]);
    expect(other.checksum).not.toBe(checksum);
    expect(other.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, () => Buffer, RegExp]>([
    ['is no zip file', () => Buffer.from('no zip file at all, only text'), /^archive: .*cannot be read as a zip file/],
    [
      'lacks a file',
      () => archiveOf({ 'emnist-letters-train-images-idx3-ubyte': images() }),
      /^archive: .*has no gzip\/emnist-letters-train-labels-idx1-ubyte\.gz/,
    ],
    ['has labels of another part', () => archiveOf(whole(0)), /^label-range: .*gzip\/emnist-letters-train-labels/],
    [
      'has fewer images',
      () => archiveOf({ ...whole(1), 'emnist-letters-test-labels-idx1-ubyte': labels(1) }),
      /^archive: .*holds 2 images of 2×3×1 with 1 labels/,
    ],
    [
      'has a bomb',
      () => archiveOf({ ...whole(1), 'emnist-letters-test-images-idx3-ubyte': new Uint8Array(5_000_000) }),
      /^(?:archive|not-idx|rank)/,
    ],
  ])('that %s would be refused', async (_, bytes, message) => {
    expect(await refusal(bytes())).toMatch(message);
  });

  it('has the parts that were published, with a name for each class', () => {
    const counts = Object.fromEntries(
      emnistParts.map(({ name, trainCount, testCount, classNames }) => [
        name,
        [trainCount + testCount, new Set(classNames).size],
      ]),
    );
    expect(counts).toEqual({
      balanced: [131_600, 47],
      byclass: [814_255, 62],
      bymerge: [814_255, 47],
      digits: [280_000, 10],
      letters: [145_600, 26],
      mnist: [70_000, 10],
    });
  });
});

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
