import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DatasetOptions, DatasetProvider } from '../../src/datasets/datasetProvider.js';
import { idxParts, usualNames } from '../../src/datasets/idxSet.js';
import { createPublishedProvider } from '../../src/datasets/publishedProvider.js';
import type { PublishedFiles, PublishedSet } from '../../src/datasets/publishedSet.js';
import { closedPort, sendFile, useFileServers } from '../support/fileServer.js';
import { describeParts, makeIdxParts, makePlaces, makePublishedSet, writeIdxParts } from '../support/idxFixture.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const serve = useFileServers();
const patience = { connectMs: 500, stallMs: 500, attempts: 2, backoffMs: 1 };

const full = makeIdxParts();
const sample = makeIdxParts({ trainCount: 3, testCount: 3 });
const other = makeIdxParts({ salt: 1 });
const set = makePublishedSet(full, sample);

const provider = (urls: readonly string[] = []): DatasetProvider =>
  createPublishedProvider(set, makePlaces(folder.path, sample, urls), patience);
const options = (more: DatasetOptions = {}): DatasetOptions => ({
  cacheRoot: join(folder.path, 'cache'),
  environment: {},
  ...more,
});
const at = (name: string) => join(folder.path, name);
const cached = () => join(folder.path, 'cache/datasets/tiny');

describe('the places of a published dataset', () => {
  it('are looked at in order: folder, cache, system, sample', async () => {
    const tiny = provider();
    writeIdxParts(at('mine'), full);
    writeIdxParts(cached(), full);
    writeIdxParts(at('system'), full);
    const kindOf = async (more?: DatasetOptions) => (await tiny.load('tiny', options(more))).source;

    expect(await kindOf({ folder: at('mine') })).toEqual({ kind: 'folder', location: at('mine'), isSample: false });
    const environment = { BAKEOFF_TINY: at('mine') };
    expect(await kindOf({ environment })).toEqual({ kind: 'folder', location: at('mine'), isSample: false });
    expect(await kindOf()).toEqual({ kind: 'cache', location: cached(), isSample: false });
    rmSync(cached(), { recursive: true });
    expect(await kindOf()).toEqual({ kind: 'system', location: at('system'), isSample: false });
    rmSync(at('system'), { recursive: true });
    expect(await kindOf()).toEqual({ kind: 'embedded', location: at('sample'), isSample: true });
  });

  it('prefer the folder of the options to that of the environment', async () => {
    writeIdxParts(at('mine'), full);
    const environment = { BAKEOFF_TINY: at('nowhere') };
    const { source } = await provider().load('tiny', options({ folder: at('mine'), environment }));
    expect(source.location).toBe(at('mine'));
  });

  it('say that the sample is one, in the source and in the name', async () => {
    const dataset = await provider().load('tiny', options());
    expect(dataset.name).toBe('Tiny (embedded sample)');
    expect(dataset.source.isSample).toBe(true);
    expect(dataset.train.count).toBe(3);
    writeIdxParts(at('system'), full);
    expect((await provider().load('tiny', options())).name).toBe('Tiny');
  });

  it('are left alone on the network unless a download is allowed', async () => {
    const server = await serve((_, response) => response.writeHead(404).end());
    await provider([server.url]).load('tiny', options());
    expect(server.requests).toEqual([]);
  });

  it('include the web where a download is allowed', async () => {
    writeIdxParts(at('published'), full);
    const server = await serve((request, response) =>
      sendFile(request, response, readFileSync(join(at('published'), request.url ?? ''))),
    );
    const tiny = provider([server.url]);
    const first = await tiny.load('tiny', options({ allowDownload: true }));
    expect(first.source).toEqual({ kind: 'download', location: cached(), isSample: false });
    expect(server.requests.length).toBe(4);
    const second = await tiny.load('tiny', options({ allowDownload: true }));
    expect(second.source.kind).toBe('cache');
    expect(second.checksum).toBe(first.checksum);
    expect(server.requests.length).toBe(4);
  });

  it('end at the sample, with a warning, when the download fails', async () => {
    const warnings: string[] = [];
    const tiny = provider([`http://127.0.0.1:${await closedPort()}/`]);
    const onWarning = (message: string) => warnings.push(message);
    const dataset = await tiny.load('tiny', options({ allowDownload: true, onWarning }));
    expect(dataset.source.isSample).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/cannot be reached.*The embedded sample is used instead\.$/)]);
    expect(filesBelow(folder.path).filter((path) => path.startsWith('cache'))).toEqual([]);
  });
});

describe('damaged files of a published dataset', () => {
  it.each([
    ['folder', 'mine', 'use idx:'],
    ['cache', 'cache/datasets/tiny', 'bakeoff dataset fetch tiny'],
    ['system', 'system', 'Reinstall the package'],
    ['sample', 'sample', 'install again'],
  ])('in the %s are an error that names the file, both checksums and what to do', async (kind, where, advice) => {
    const tiny = provider();
    const wrong = kind === 'sample' ? makeIdxParts({ trainCount: 3, testCount: 3, salt: 1 }) : other;
    writeIdxParts(at(where), wrong);
    const more = kind === 'folder' ? { folder: at('mine') } : {};
    const error = await tiny.load('tiny', options(more)).catch((reason: unknown) => reason);
    const expected = kind === 'sample' ? set.sample.trainImages.sha256 : set.full.trainImages.sha256;
    const received = describeParts(wrong).trainImages.sha256;
    expect(error).toMatchObject({
      name: 'DatasetError',
      code: 'checksum',
      path: join(at(where), 'train-images-idx3-ubyte.gz'),
      expected,
      received,
    });
    expect(String(error)).toContain(advice);
  });

  it('do not make another place be used instead: an incomplete cache is an error too', async () => {
    writeIdxParts(cached(), full);
    writeIdxParts(at('system'), full);
    rmSync(join(cached(), 't10k-labels-idx1-ubyte.gz'));
    await expect(provider().load('tiny', options())).rejects.toMatchObject({
      code: 'file-missing',
      path: cached(),
      message: expect.stringContaining('t10k-labels-idx1-ubyte.gz'),
    });
  });

  it('are an error where the configured folder has none or is not there', async () => {
    mkdirSync(at('empty'));
    for (const name of ['empty', 'nowhere']) {
      await expect(provider().load('tiny', options({ folder: at(name) }))).rejects.toMatchObject({
        code: 'file-missing',
        received: 'none of them',
      });
    }
  });

  it('cost no memory when they are a gzip bomb with a large header', async () => {
    writeIdxParts(at('mine'), full);
    const header = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 4, 0, 0, 0, 4, 0]);
    writeFileSync(join(at('mine'), 'train-images-idx3-ubyte.gz'), gzipSync(Buffer.concat([header, Buffer.alloc(1e8)])));
    await expect(provider().load('tiny', options({ folder: at('mine') }))).rejects.toMatchObject({ code: 'too-large' });
  });

  it('in the cache are replaced by fetch, in the system are not', async () => {
    writeIdxParts(at('published'), full);
    const server = await serve((request, response) =>
      sendFile(request, response, readFileSync(join(at('published'), request.url ?? ''))),
    );
    const tiny = provider([server.url]);
    writeIdxParts(cached(), other);
    const outcome = await tiny.fetch?.('tiny', options());
    expect(outcome).toMatchObject({ fetched: true, source: { kind: 'cache', location: cached() } });
    expect((await tiny.load('tiny', options())).source.kind).toBe('cache');
    expect(await tiny.fetch?.('tiny', options())).toMatchObject({ fetched: false, source: { kind: 'cache' } });

    rmSync(at('cache'), { recursive: true });
    writeIdxParts(at('system'), other);
    await expect(tiny.fetch?.('tiny', options())).rejects.toMatchObject({ code: 'checksum' });
  });
});

describe('describe', () => {
  it('says what load would, without reading images', async () => {
    const tiny = provider();
    for (const place of ['sample', 'system']) {
      if (place === 'system') writeIdxParts(at('system'), full);
      const dataset = await tiny.load('tiny', options());
      expect(await tiny.describe('tiny', options())).toEqual({
        id: 'tiny',
        name: dataset.name,
        source: dataset.source,
        classNames: dataset.classNames,
        imageShape: dataset.imageShape,
        trainCount: dataset.train.count,
        testCount: dataset.test.count,
        checksum: dataset.checksum,
      });
    }
  });
});

describe('a published set of which only the compressed files’ checksums are known, and no sample', () => {
  const storedSet = (): PublishedSet => {
    const { sample: _, ...known } = set;
    const stored = Object.fromEntries(
      idxParts.map((part) => {
        const sha256 = createHash('sha256').update(gzipSync(full[part])).digest('hex');
        return [part, { ...set.full[part], sha256, isOfStored: true }];
      }),
    );
    return { ...known, full: stored as unknown as PublishedFiles };
  };
  const storedProvider = (urls: readonly string[] = []) =>
    createPublishedProvider(storedSet(), { environmentVariable: 'BAKEOFF_TINY', urls }, patience);

  it('is read where the very files are, and not where they are others', async () => {
    writeIdxParts(cached(), full);
    const dataset = await storedProvider().load('tiny', options());
    expect(dataset.source.kind).toBe('cache');
    expect(dataset.checksum).toBe((await storedProvider().describe('tiny', options())).checksum);
    expect([dataset.train.count, dataset.licence]).toEqual([12, 'none']);
    writeFileSync(join(cached(), usualNames.testLabels), gzipSync(full.testLabels, { level: 1 }));
    await expect(storedProvider().load('tiny', options())).rejects.toMatchObject({
      code: 'checksum',
      message: expect.stringContaining('SHA-256 of the compressed file differs'),
    });
  });

  it('is fetched, or said to be missing', async () => {
    await expect(storedProvider().load('tiny', options())).rejects.toMatchObject({ code: 'not-fetched' });
    const published = writeIdxParts(at('published'), full);
    const server = await serve((incoming, response) =>
      sendFile(incoming, response, readFileSync(join(published, incoming.url ?? ''))),
    );
    await storedProvider([server.url]).fetch?.('tiny', options());
    expect((await storedProvider().load('tiny', options())).test.count).toBe(6);
    rmSync(cached(), { recursive: true });
    const closed = `http://127.0.0.1:${await closedPort()}/`;
    await expect(storedProvider([closed]).load('tiny', options({ allowDownload: true }))).rejects.toMatchObject({
      code: 'download',
    });
  });
});
