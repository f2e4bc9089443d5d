import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { encodeIdx, type IdxElementType } from '../../src/datasets/idx.js';
import { usualNames } from '../../src/datasets/idxSet.js';
import { fetchDataset, loadDataset, normalizeDatasetId } from '../../src/datasets/index.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const load = () => loadDataset(`idx:${folder.path}`);
const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder.path, name), bytes);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof DatasetError ? error.code : String(error)),
  );

function labels(elementType: IdxElementType, values: readonly number[]): Uint8Array {
  const size = { uint8: 1, int8: 1, int16: 2, int32: 4 }[elementType];
  const data = new Uint8Array(values.length * size);
  const view = new DataView(data.buffer);
  values.forEach((value, i) => {
    if (size === 1) view.setInt8(i, value);
    else if (size === 2) view.setInt16(2 * i, value);
    else view.setInt32(4 * i, value);
  });
  return encodeIdx({ elementType, shape: [values.length], data });
}

describe('an IDX folder', () => {
  it('is read by its absolute path, with numbered classes', async () => {
    const parts = makeIdxParts();
    writeIdxParts(folder.path, parts);
    const dataset = await load();
    expect(dataset.id).toBe(`idx:${folder.path}`);
    expect(dataset.source).toEqual({ kind: 'folder', location: folder.path, isSample: false });
    expect(dataset.classNames).toEqual(['0', '1', '2']);
    expect(dataset.imageShape).toEqual([4, 5, 1]);
    expect(dataset.train).toEqual({
      count: 12,
      images: parts.trainImages.subarray(16),
      labels: parts.trainLabels.subarray(8),
    });
    expect(dataset.test.count).toBe(6);
    expect(dataset.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  it('may be meant by a path alone, also a relative one', async () => {
    writeIdxParts(folder.path, makeIdxParts());
    expect((await loadDataset(folder.path)).id).toBe(`idx:${folder.path}`);
    expect(normalizeDatasetId(relative('', folder.path))).toBe(`idx:${folder.path}`);
    expect(normalizeDatasetId(`idx:${relative('', folder.path)}`)).toBe(`idx:${folder.path}`);
    expect(normalizeDatasetId('fashion-mnist')).toBe('fashion-mnist');
  });

  it('is told from a dataset whose name is misspelt', () => {
    expect(() => normalizeDatasetId('cifar10')).toThrow(/is not a dataset.*Did you mean cifar-10\? For a folder write/);
    expect(() => normalizeDatasetId('no such thing')).toThrow(/\)\. For a folder write images:/);
  });

  it('has the same checksum however it is compressed and named', async () => {
    const parts = makeIdxParts();
    writeIdxParts(folder.path, parts);
    const { checksum } = await load();
    const other = join(folder.path, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'train-images.idx3-ubyte'), parts.trainImages);
    writeFileSync(join(other, 'train-labels.idx1-ubyte'), parts.trainLabels);
    writeFileSync(join(other, 'test-images-idx3-ubyte'), parts.testImages);
    writeFileSync(join(other, 't10k-labels.idx1-ubyte'), parts.testLabels);
    expect((await loadDataset(`idx:${other}`)).checksum).toBe(checksum);
    writeIdxParts(folder.path, makeIdxParts({ salt: 1 }));
    expect((await load()).checksum).not.toBe(checksum);
  });

  it.each([
    [
      [4, 5, 3],
      [4, 5, 3],
    ],
    [
      [4, 5, 1],
      [4, 5, 1],
    ],
    [
      [7, 2],
      [7, 2, 1],
    ],
  ])('may hold images of %j', async (shape, imageShape) => {
    writeIdxParts(folder.path, makeIdxParts({ shape }));
    expect((await load()).imageShape).toEqual(imageShape);
  });

  it.each(['classes.txt', 'labels.txt'])('takes the names of its classes from %s', async (name) => {
    writeIdxParts(folder.path, makeIdxParts());
    write(name, '\uFEFFcat\r\n dog \nbird\nfish\n\n');
    expect((await load()).classNames).toEqual(['cat', 'dog', 'bird', 'fish']);
  });

  it.each<[IdxElementType]>([['int8'], ['int16'], ['int32']])('may have labels of type %s', async (type) => {
    writeIdxParts(folder.path, makeIdxParts({ testCount: 3 }));
    write(usualNames.testLabels, labels(type, [2, 0, 1]));
    expect((await load()).test.labels).toEqual(Uint8Array.from([2, 0, 1]));
  });
});

describe('a bad IDX folder', () => {
  const cases: readonly [string, string, () => void][] = [
    [
      'without one of its files',
      'file-missing',
      () => renameSync(join(folder.path, usualNames.testLabels), join(folder.path, 'x')),
    ],
    ['with fewer labels than images', 'count-mismatch', () => write(usualNames.trainLabels, labels('uint8', [0, 1]))],
    [
      'with more labels than images',
      'count-mismatch',
      () => write(usualNames.testLabels, labels('uint8', new Array(7).fill(0))),
    ],
    ['with a label without a name', 'label-range', () => write('classes.txt', 'cat\ndog')],
    ['with a negative label', 'label-range', () => write(usualNames.testLabels, labels('int8', [0, 1, -1, 0, 0, 0]))],
    [
      'with a label above 255',
      'label-range',
      () => write(usualNames.testLabels, labels('int32', [0, 256, 0, 0, 0, 0])),
    ],
    [
      'with test images of another shape',
      'shape-mismatch',
      () => write(usualNames.testImages, makeIdxParts({ shape: [5, 4] }).testImages),
    ],
    ['with two channels', 'channels', () => writeIdxParts(folder.path, makeIdxParts({ shape: [4, 5, 2] }))],
    ['with images and labels mixed up', 'rank', () => write(usualNames.trainImages, makeIdxParts().trainLabels)],
    ['with images for labels', 'rank', () => write(usualNames.trainLabels, makeIdxParts().trainImages)],
    [
      'with two dimensions',
      'rank',
      () =>
        write(usualNames.trainImages, encodeIdx({ elementType: 'uint8', shape: [12, 20], data: new Uint8Array(240) })),
    ],
    [
      'with pixels that are no bytes',
      'element-type',
      () =>
        write(usualNames.trainImages, encodeIdx({ elementType: 'int16', shape: [1, 1, 1], data: new Uint8Array(2) })),
    ],
    ['with a class named twice', 'class-names', () => write('classes.txt', 'cat\ndog\ncat')],
    ['with a class without a name', 'class-names', () => write('classes.txt', 'cat\n\ndog')],
    [
      'with 257 classes',
      'class-names',
      () => write('classes.txt', Array.from({ length: 257 }, (_, i) => `c${i}`).join('\n')),
    ],
    ['with a folder for class names', 'unreadable', () => mkdirSync(join(folder.path, 'classes.txt'))],
  ];
  it.each(cases)('%s gives one clear error: %s', async (_, code, damage) => {
    writeIdxParts(folder.path, makeIdxParts());
    damage();
    expect(await codeOf(load())).toBe(code);
  });

  it('names the file, the index and the value of a wrong label', async () => {
    writeIdxParts(folder.path, makeIdxParts());
    write('classes.txt', 'cat\ndog');
    await expect(load()).rejects.toMatchObject({
      path: join(folder.path, usualNames.trainLabels),
      summary: expect.stringContaining('label 2 names no class (expected 0..1, received 2)'),
    });
  });

  it('that does not exist, an id without one and an unknown id are errors', async () => {
    expect(await codeOf(loadDataset(`idx:${join(folder.path, 'nowhere')}`))).toBe('file-missing');
    expect(await codeOf(loadDataset('idx:'))).toBe('unknown-dataset');
    expect(await codeOf(loadDataset('fashion-minst'))).toBe('unknown-dataset');
    expect(await codeOf(fetchDataset(`idx:${folder.path}`))).toBe('nothing-to-fetch');
  });
});
