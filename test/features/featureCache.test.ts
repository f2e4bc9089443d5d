import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheLimitBytes } from '../../src/features/cacheLimit.js';
import { FeatureCache } from '../../src/features/featureCache.js';
import { entryFiles, parseFeatureIndex } from '../../src/features/featureEntry.js';
import { FeatureFile, StreamedFeatures } from '../../src/features/featureFile.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const key = (letter: string) => letter.repeat(64);

/** Row `r` has the numbers 100 · r, 100 · r + 1, 100 · r + 2. */
async function fill(cache: FeatureCache, name: string, rows = 8): Promise<void> {
  expect(await cache.makeRoom(rows * 6)).toBeUndefined();
  const writer = await cache.write(name);
  for (let row = 0; row < rows; row += 1)
    await writer.append(Float32Array.from({ length: 3 }, (_, i) => 100 * row + i));
  await writer.finish({ modelName: 'm', datasetName: 'd', layer: 'pool', shape: [3], rows });
}

const cacheOf = (limit = 1e6) => new FeatureCache(path.join(temporary.path, 'features'), limit);

describe('the feature cache', () => {
  it('gives back what was put in, and lists it', async () => {
    const cache = cacheOf();
    expect(await cache.find(key('a'))).toBeUndefined();
    await fill(cache, key('a'));
    const entry = await cache.find(key('a'));
    expect(entry).toMatchObject({ key: key('a'), layer: 'pool', shape: [3], rows: 8, byteLength: 48, modelName: 'm' });
    if (entry === undefined) throw new Error('not found');
    const file = await FeatureFile.open(entry);
    const all = await file.readAll();
    expect([...all.subarray(21)]).toEqual([700, 701, 702]);
    expect([...(await file.readRows(Int32Array.of(7, 0, 7, 2)))]).toEqual([
      700, 701, 702, 0, 1, 2, 700, 701, 702, 200, 201, 202,
    ]);
    await file.close();
    expect((await cache.list()).map((one) => one.key)).toEqual([key('a')]);
  });

  it('streams rows by the numbers of images, whether it was told before or not', async () => {
    const cache = cacheOf();
    await fill(cache, key('a'));
    const file = await FeatureFile.open((await cache.list())[0] as never);
    const reader = new StreamedFeatures(file, Int32Array.of(7, 6, 5, 4, 3, 2, 1, 0));
    const batch = Int32Array.of(0, 7);
    reader.expect(batch);
    expect([...(await reader.read(Int32Array.of(0, 7)))]).toEqual([700, 701, 702, 0, 1, 2]);
    reader.expect(batch);
    expect([...(await reader.read(Int32Array.of(1)))]).toEqual([600, 601, 602]);
    await file.close();
  });

  it('finds damage: other bytes, fewer bytes, an index that does not fit', async () => {
    const cache = cacheOf();
    await fill(cache, key('a'));
    const [entry] = await cache.list();
    if (entry === undefined) throw new Error('not found');
    const features = path.join(entry.folder, entryFiles.features);
    const bytes = readFileSync(features);
    writeFileSync(features, bytes.with(9, 1));
    const file = await FeatureFile.open(entry);
    await expect(file.readAll()).rejects.toThrow('checksum');
    await file.close();
    truncateSync(features, 40);
    await expect(FeatureFile.open(entry)).rejects.toThrow('40 bytes');
    expect(await cache.find(key('a'))).toBeUndefined();
    const { folder, lastUsed, key: _, ...index } = entry;
    for (const wrong of [{ rows: 7 }, { shape: [4] }, { schemaVersion: 2 }, { byteLength: -1 }, { sha256: 3 }])
      expect(() => parseFeatureIndex(JSON.stringify({ ...index, ...wrong }))).toThrow();
    expect(() => parseFeatureIndex('[')).toThrow('cannot be read');
  });

  it('lets go of what was not used for longest, and takes nothing that is larger than its limit', async () => {
    const cache = cacheOf(100);
    for (const [index, letter] of ['a', 'b'].entries()) {
      await fill(cache, key(letter));
      utimesSync(path.join(cache.folder, key(letter), entryFiles.index), index + 1, index + 1);
    }
    await cache.find(key('a'));
    await fill(cache, key('c'));
    expect((await cache.list()).map((one) => one.key).sort()).toEqual([key('a'), key('c')]);
    expect(await cache.makeRoom(101)).toEqual({ reason: 'limit', availableBytes: 100 });
    expect(await cacheOf(0).makeRoom(1)).toEqual({ reason: 'off', availableBytes: 0 });
    expect(await cacheOf(1e18).makeRoom(1e17)).toMatchObject({ reason: 'disk' });
  });

  it('is cleared, but for what is being made; leftovers of processes that are gone are removed', async () => {
    const cache = cacheOf();
    await fill(cache, key('a'));
    const writer = await cache.write(key('b'));
    mkdirSync(path.join(cache.folder, `${key('c')}.999999999.new`));
    expect(await cache.clear()).toEqual({ entries: 1, bytes: 48 });
    expect(readdirSync(cache.folder)).toEqual([`${key('b')}.${process.pid}.new`]);
    await writer.abandon();
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  it('keeps the entry of whoever was quicker', async () => {
    const cache = cacheOf();
    const slow = await cache.write(key('a'));
    const made = path.join(cache.folder, `${key('a')}.${process.pid}.new`);
    const other = new FeatureCache(path.join(temporary.path, 'other'), 1e6);
    await fill(other, key('a'));
    await slow.append(new Float32Array(24));
    renameSync(path.join(other.folder, key('a')), path.join(cache.folder, key('a')));
    const description = { modelName: 'slow', datasetName: 'd', layer: 'pool', shape: [3], rows: 8 };
    await slow.finish(description);
    expect(await cache.find(key('a'))).toMatchObject({ modelName: 'm' });
    expect(() => readdirSync(made)).toThrow('ENOENT');

    // But for one that cannot be used.
    writeFileSync(path.join(cache.folder, key('a'), entryFiles.index), 'spoilt');
    const again = await cache.write(key('a'));
    await again.append(new Float32Array(24));
    await again.finish(description);
    expect(await cache.find(key('a'))).toMatchObject({ modelName: 'slow' });
  });

  it.skipIf(process.platform === 'win32')('follows no links out of its folder', async () => {
    const cache = cacheOf();
    await fill(cache, key('a'));
    const [entry] = await cache.list();
    if (entry === undefined) throw new Error('not found');
    mkdirSync(path.join(cache.folder, key('b')));
    for (const name of Object.values(entryFiles))
      symlinkSync(path.join(entry.folder, name), path.join(cache.folder, key('b'), name));
    expect(await cache.find(key('b'))).toBeUndefined();
  });
});

describe('the limit of the cache', () => {
  it.each([
    ['20GB', 20e9],
    [' 1.5 mb ', 1.5e6],
    ['12345', 12_345],
    ['0', 0],
    ['', 10e9],
    ['a lot', 10e9],
    ['-3GB', 10e9],
    ['3 XB', 10e9],
  ])('%j is %d bytes', (text, bytes) => {
    expect(cacheLimitBytes({ BAKEOFF_FEATURE_CACHE: text })).toBe(bytes);
  });
});
