import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../src/core/dataset.js';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { describeDatasetById, loadDataset, normalizeDatasetId, openDataset } from '../../src/datasets/index.js';
import { loadRecordedDataset } from '../../src/datasets/recordedDataset.js';
import { flatPng, writeFiles, writeImageFolder } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const folder = () => join(temporary.path, 'set');
const load = () => loadDataset(`images:${folder()}`);
const settings = (value: object) => writeFileSync(join(folder(), 'bakeoff.dataset.jsonc'), JSON.stringify(value));
const errorOf = (work: () => Promise<unknown> = load) =>
  work().then(
    () => 'read',
    (error: unknown) => {
      if (!(error instanceof DatasetError)) throw error;
      return `${error.code}: ${error.summary}`;
    },
  );
const jpeg = Buffer.from(JSON.parse(readFileSync('test/fixtures/pictures.json', 'utf8')).cases[0].file, 'base64');

describe('an image folder', () => {
  it('is read by classes, in colour, a fifth of each class for testing', async () => {
    writeImageFolder(folder());
    const dataset = await load();
    expect(dataset.classNames).toEqual(['blue', 'red']);
    expect(dataset.imageShape).toEqual([4, 5, 3]);
    expect([dataset.train.count, dataset.test.count]).toEqual([8, 2]);
    expect([...dataset.test.labels].sort()).toEqual([0, 1]);
    for (const { images, labels } of [dataset.train, dataset.test])
      labels.forEach((label, index) => {
        const [red, , blue] = images.subarray(index * 60);
        expect([red, blue]).toEqual(label === 1 ? [200, 10] : [10, 220]);
      });
    expect(describeDataset(dataset)).toEqual(await describeDatasetById(`images:${folder()}`));
  });

  it('is meant by its path alone, and found again for a run', async () => {
    writeImageFolder(folder());
    expect(normalizeDatasetId(folder())).toBe(`images:${folder()}`);
    const description = describeDataset(await load());
    expect((await loadRecordedDataset({ id: 'gone', description })).checksum).toBe(description.checksum);
  });

  it('has the splits that its folders have, and a class that only one of them has', async () => {
    writeFiles(folder(), {
      'train/a/1.png': flatPng([1, 2, 3]),
      'train/b/1.png': flatPng([4, 5, 6]),
      'test/a/1.png': flatPng([7, 8, 9]),
    });
    const { classNames, train, test } = await load();
    expect(classNames).toEqual(['a', 'b']);
    expect([...train.labels, ...test.labels]).toEqual([0, 1, 0]);
    expect([...test.images.subarray(0, 3)]).toEqual([7, 8, 9]);
  });

  it('of grey pictures has one channel, unless it is to have three', async () => {
    writeImageFolder(folder(), 5, true);
    expect((await load()).imageShape).toEqual([4, 5, 1]);
    settings({ channels: 3 });
    expect((await load()).imageShape).toEqual([4, 5, 3]);
  });

  it('may mix PNG and JPEG of any size where one is given', async () => {
    writeImageFolder(folder());
    writeFiles(folder(), { 'red/photo.jpeg': jpeg });
    expect(await errorOf()).toMatch(/photo\.jpeg: is of another size.*expected 4×5, as .*0\.PNG, received 18×21/);
    settings({ size: [6, 6], test: 0.5, seed: 1 });
    const dataset = await load();
    expect(dataset.imageShape).toEqual([6, 6, 3]);
    expect([dataset.train.count, dataset.test.count]).toEqual([5, 6]);
  });

  it('is split by a list, and by another seed otherwise, which shows in its checksum', async () => {
    writeImageFolder(folder());
    const checksums = [(await load()).checksum];
    settings({ seed: 3, test: 0.4 });
    checksums.push((await load()).checksum);
    settings({ test: 'test.txt', classes: ['red', 'blue'], name: 'Colours' });
    writeFiles(folder(), { 'test.txt': 'red/1.png\r\n./blue/4.PNG\n\n' });
    const listed = await load();
    checksums.push(listed.checksum);
    expect(listed.name).toBe('Colours (image folder)');
    expect(listed.classNames).toEqual(['red', 'blue']);
    expect([...listed.test.labels]).toEqual([0, 1]);
    expect([...listed.test.images.subarray(0, 3)]).toEqual([200, 1, 10]);
    expect(new Set(checksums).size).toBe(3);
    writeFiles(folder(), { 'test.txt': 'red/1.png\nred/none.png\n' });
    expect(await errorOf()).toMatch(
      /^split: .*test\.txt: line 2 names no image of the set \(received "red\/none\.png"\)/,
    );
    settings({ test: '../test.txt' });
    expect(await errorOf()).toMatch(/^settings: .*outside the folder/);
  });

  it('uses the classes that are asked for', async () => {
    writeImageFolder(folder());
    writeFiles(folder(), { 'green/1.png': flatPng([0, 200, 0]), 'green/2.png': flatPng([0, 201, 0]) });
    settings({ classes: ['green', 'red'] });
    expect((await load()).classNames).toEqual(['green', 'red']);
    settings({ classes: ['green', 'purple'] });
    expect(await errorOf()).toMatch(/^settings: .*without a folder, "purple"/);
  });

  it('is opened without decoding, and decoded once', async () => {
    writeImageFolder(folder());
    const dataset = await load();
    const opened = await openDataset(`images:${folder()}`);
    expect(opened.description).toEqual(describeDataset(dataset));
    expect(await opened.labels('test')).toEqual(dataset.test.labels);
    expect(await opened.images('train')).toEqual(dataset.train.images);
    expect(await opened.images('train')).toBe(await opened.images('train'));
    const later = await openDataset(`images:${folder()}`);
    writeFiles(folder(), { 'red/0.png': flatPng([0, 0, 0]) });
    expect(await errorOf(() => later.images('train'))).toMatch(/^changed: .*0\.png: was changed/);
  });

  it('stops when told to', async () => {
    writeImageFolder(folder());
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(loadDataset(`images:${folder()}`, { signal })).rejects.toThrow('enough');
  });
});

describe("an image folder from somebody else's hands", () => {
  const spoil = (files: Readonly<Record<string, Uint8Array | string>>) => {
    writeImageFolder(folder());
    writeFiles(folder(), files);
  };

  it.each<[string, Record<string, Uint8Array | string>, RegExp]>([
    ['text', { 'red/9.png': 'not a picture' }, /^picture: .*9\.png: is neither a PNG nor a JPEG/],
    ['a PNG cut short', { 'red/9.png': flatPng([1, 2, 3]).subarray(0, 50) }, /^picture: .*9\.png: is damaged/],
    ['a JPEG cut short', { 'red/9.jpg': jpeg.subarray(0, 300) }, /^picture: .*9\.jpg: is damaged/],
    ['a picture of a kind that is not read', { 'red/9.webp': 'x' }, /^layout: .*9\.webp: is a picture of a kind/],
    ['a folder in a class', { 'red/more/9.png': flatPng([1, 2, 3]) }, /^layout: .*more: is a folder within a class/],
    ['settings that are none', { 'bakeoff.dataset.jsonc': '{\n "sise": 3 }' }, /^settings: .*line 2: .*"sise"/],
    ['settings of another kind', { 'bakeoff.dataset.jsonc': '{ "transposed": true }' }, /^settings: .*no use/],
    ['a name of 200 characters', { [`${'x'.repeat(150)}/9.png`]: flatPng([1, 2, 3]) }, /^class-names: .*too long/],
  ])('with %s is refused in one sentence that names the file', async (_, files, message) => {
    spoil(files);
    expect(await errorOf()).toMatch(message);
  });

  it('with a bomb is refused before memory is taken', async () => {
    const bomb = flatPng([0, 0, 0], 2000, 2000);
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    spoil({ 'red/9.png': bomb });
    const before = process.resourceUsage().maxRSS;
    expect(await errorOf()).toMatch(/^picture: .*says it has 30000×30000 pixels/);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
  });

  it('of pictures that are too large together is refused before one is decoded', async () => {
    spoil({});
    settings({ size: 4096 });
    writeFiles(
      folder(),
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`red/n${index}.png`, flatPng([1, 2, index])])),
    );
    expect(await errorOf()).toMatch(/^too-large: .*too large together.*received 50 of 4096×4096×3/);
  });

  it.runIf(process.platform !== 'win32')('follows no link, wherever it is', async () => {
    for (const place of ['red/9.png', 'green', 'train']) {
      writeImageFolder(folder());
      const link = join(folder(), place);
      writeFiles(temporary.path, { 'secret/a.png': flatPng([9, 9, 9]) });
      symlinkSync(join(temporary.path, place.endsWith('png') ? 'secret/a.png' : 'secret'), link);
      expect(await errorOf()).toMatch(/^link: .*is a link, and links are not followed/);
      rmSync(link);
    }
    symlinkSync('/etc/passwd', join(folder(), 'bakeoff.dataset.jsonc'));
    expect(await errorOf()).toMatch(/^unreadable: .*is a link/);
  });

  it('without a picture, or gone, says so', async () => {
    writeFiles(folder(), { 'a/readme.txt': 'nothing' });
    expect(await errorOf()).toMatch(/^file-missing: .*has no pictures/);
    expect(await errorOf(() => loadDataset('images:/nowhere/at/all'))).toMatch(/^file-missing: .*is no folder/);
    expect(await errorOf(() => loadDataset('images:'))).toMatch(/^unknown-dataset: .*names no folder/);
    expect(await errorOf(() => loadDataset('images:a\0b'))).toMatch(/^file-missing/);
  });
});
