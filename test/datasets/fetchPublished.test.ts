import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { DatasetProgress } from '../../src/datasets/datasetProvider.js';
import { type FetchRequest, fetchPublished } from '../../src/datasets/fetchPublished.js';
import { usualNames } from '../../src/datasets/idxSet.js';
import { closedPort, type Handler, sendFile, useFileServers } from '../support/fileServer.js';
import { makeIdxParts, makePlaces, makePublishedSet, writeIdxParts } from '../support/idxFixture.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const serve = useFileServers();
const full = makeIdxParts();
const set = makePublishedSet(full, full);
const names = Object.values(usualNames).sort();
const inCache = names.map((name) => `datasets/tiny/${name}`);

const cache = () => join(folder.path, 'cache');
const cacheFiles = () => {
  mkdirSync(cache(), { recursive: true });
  return filesBelow(cache());
};
function request(urls: readonly string[], more: Partial<FetchRequest> = {}): FetchRequest {
  const places = makePlaces(folder.path, full, urls);
  const patience = { connectMs: 500, stallMs: 500, attempts: 2, backoffMs: 1 };
  return { set, places, cacheRoot: cache(), patience, ...more };
}
/** Serves the files of `parts`; `change` may take over for some requests. */
function serveParts(parts = full, change: Handler = () => undefined): ReturnType<typeof serve> {
  const published = writeIdxParts(join(folder.path, `published-${Math.random()}`), parts);
  return serve((incoming, response, count) => {
    change(incoming, response, count);
    if (!response.headersSent) sendFile(incoming, response, readFileSync(join(published, incoming.url ?? '')));
  });
}

describe('fetchPublished over HTTP', () => {
  it('brings the four files into the cache and nothing else', async () => {
    const server = await serveParts();
    const seen: DatasetProgress[] = [];
    const { from } = await fetchPublished(request([server.url], { onProgress: (progress) => seen.push(progress) }));
    expect(from).toBe(new URL(server.url).host);
    expect(cacheFiles()).toEqual(inCache);
    const bytes = seen.filter((progress) => progress.type === 'bytesReceived');
    expect(bytes.at(-1)).toMatchObject({ receivedBytes: bytes.at(-1)?.totalBytes });
    expect(bytes.map((progress) => progress.receivedBytes)).toEqual(
      bytes.map((progress) => progress.receivedBytes).sort((a, b) => a - b),
    );
  });

  it('goes to the next place when one fails, and does not fetch again what has come', async () => {
    const broken = await serveParts(full, (incoming, response) => {
      if (incoming.url?.includes('labels')) response.writeHead(404).end();
    });
    const good = await serveParts();
    const closed = `http://127.0.0.1:${await closedPort()}/`;
    const { from } = await fetchPublished(request([closed, broken.url, good.url]));
    expect(from).toBe(new URL(good.url).host);
    expect(good.requests.map((line) => line.split('/')[1])).not.toContain(usualNames.trainImages);
    expect(cacheFiles()).toEqual(inCache);
  });

  it('leaves nothing behind when the bytes are wrong, and says which', async () => {
    const server = await serveParts(makeIdxParts({ salt: 1 }));
    await expect(fetchPublished(request([server.url]))).rejects.toMatchObject({
      name: 'DatasetError',
      code: 'download',
      message: expect.stringMatching(/wrong bytes: .*train-images.*SHA-256.*BAKEOFF_TINY/),
    });
    expect(cacheFiles()).toEqual([]);
  });

  it.each([
    ['an HTML page', Buffer.from('<html>Log in to the network</html>')],
    ['a truncated file', gzipSync(full.trainImages).subarray(0, 60)],
    ['a gzip bomb', gzipSync(Buffer.concat([full.trainImages, Buffer.alloc(500_000)]))],
  ])('leaves nothing behind when it gets %s', async (_, body) => {
    const server = await serve((_incoming, response) => response.writeHead(200).end(body));
    await expect(fetchPublished(request([server.url]))).rejects.toMatchObject({
      code: 'download',
      message: expect.stringContaining('wrong bytes'),
    });
    expect(cacheFiles()).toEqual([]);
  });

  it('refuses a file larger than its content', async () => {
    const server = await serve((_, response) => response.writeHead(200).end(Buffer.alloc(100_000)));
    await expect(fetchPublished(request([server.url]))).rejects.toThrow(/too large/);
    expect(cacheFiles()).toEqual([]);
  });

  it('keeps what came before the connection broke, outside the dataset, and goes on the next time', async () => {
    let isBroken = true;
    const server = await serveParts(full, (incoming, response) => {
      if (!isBroken || incoming.url !== `/${usualNames.trainImages}`) return;
      const whole = gzipSync(full.trainImages);
      if (incoming.headers.range !== undefined) response.writeHead(503).end();
      else {
        response.writeHead(200, { 'content-length': whole.length });
        response.write(whole.subarray(0, 40), () => setTimeout(() => response.destroy(), 20));
      }
    });
    await expect(fetchPublished(request([server.url]))).rejects.toThrow(/503/);
    expect(cacheFiles()).toEqual([`downloads/tiny/${usualNames.trainImages}.part`]);
    isBroken = false;
    await fetchPublished(request([server.url]));
    expect(server.requests).toContain(`GET /${usualNames.trainImages} bytes=40-`);
    expect(cacheFiles()).toEqual(inCache);
  });

  it('starts once more when what was begun earlier was of another file', async () => {
    mkdirSync(join(cache(), 'downloads/tiny'), { recursive: true });
    writeFileSync(join(cache(), `downloads/tiny/${usualNames.trainImages}.part`), Buffer.alloc(30, 7));
    const server = await serveParts();
    await fetchPublished(request([server.url]));
    expect(cacheFiles()).toEqual(inCache);
  });

  it('stops when told to, with its reason', async () => {
    const controller = new AbortController();
    const server = await serveParts(full, (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).flushHeaders();
      controller.abort(new Error('enough'));
    });
    await expect(fetchPublished(request([server.url], { signal: controller.signal }))).rejects.toThrow('enough');
    expect(cacheFiles().filter((path) => path.startsWith('datasets') || path.endsWith('.lock'))).toEqual([]);
  });

  it('is done once by two that ask at the same time', async () => {
    const server = await serveParts();
    const outcomes = await Promise.all([fetchPublished(request([server.url])), fetchPublished(request([server.url]))]);
    expect(outcomes.map(({ from }) => from).sort()).toEqual([new URL(server.url).host, 'another process'].sort());
    expect(server.requests.length).toBe(4);
    expect(cacheFiles()).toEqual(inCache);
  });
});

describe.skipIf(process.platform === 'win32')('fetchPublished from the package sources', () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  /** Puts a script of that name before everything else on PATH. */
  function fake(name: string, script: string): void {
    const bin = join(folder.path, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${folder.path}/calls"\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
    process.env.PATH = `${bin}${delimiter}${path}`;
  }

  /** An apt that knows the package after `update`, and a dpkg-deb that unpacks `parts`. */
  function fakeApt(parts: ReturnType<typeof makeIdxParts>): void {
    const content = writeIdxParts(join(folder.path, 'content'), parts);
    fake(
      'apt-get',
      `case "$*" in
        *update*) touch "${folder.path}/updated" ;;
        *--print-uris*)
          [ -e "${folder.path}/updated" ] || { echo 'E: Unable to locate package' >&2; exit 100; }
          echo "'http://deb.invalid/tiny.deb' tiny.deb 1000 SHA256:00" ;;
        *) head -c 1000 /dev/zero > tiny.deb ;;
      esac`,
    );
    fake('dpkg-deb', `mkdir -p "$3${folder.path}/system" && cp "${content}"/* "$3${folder.path}/system/"`);
  }
  const aptRequest = (urls: readonly string[] = []): FetchRequest => {
    const base = request(urls);
    return { ...base, places: { ...base.places, debianPackage: 'dataset-tiny' } };
  };
  const calls = () => readFileSync(join(folder.path, 'calls'), 'utf8').trim().split('\n');

  it('is the last resort, and brings checked files into the cache', async () => {
    fakeApt(full);
    const seen: DatasetProgress[] = [];
    const closed = `http://127.0.0.1:${await closedPort()}/`;
    const outcome = await fetchPublished({ ...aptRequest([closed]), onProgress: (progress) => seen.push(progress) });
    expect(outcome.from).toBe('package dataset-tiny');
    expect(cacheFiles()).toEqual(inCache);
    expect(seen).toContainEqual({ type: 'stepStarted', step: 'updating package lists' });
    expect(seen).toContainEqual({
      type: 'bytesReceived',
      file: 'dataset-tiny',
      receivedBytes: 1000,
      totalBytes: 1000,
    });
  });

  it('uses private folders for everything that apt writes', async () => {
    fakeApt(full);
    await fetchPublished(aptRequest());
    const update = calls().find((line) => line.endsWith(' update')) ?? '';
    expect(update).toContain(`Dir::State::Lists=${cache()}`);
    expect(calls().every((line) => line.includes(cache()))).toBe(true);
    expect(calls().some((line) => line.includes('install'))).toBe(false);
  });

  it('leaves the lists alone where they know the package', async () => {
    fakeApt(full);
    writeFileSync(join(folder.path, 'updated'), '');
    await fetchPublished(aptRequest());
    expect(calls().some((line) => line.includes('update'))).toBe(false);
    expect(cacheFiles()).toEqual(inCache);
  });

  it('leaves nothing behind when the package holds other files', async () => {
    fakeApt(makeIdxParts({ salt: 1 }));
    await expect(fetchPublished(aptRequest())).rejects.toThrow(/package dataset-tiny: .*SHA-256/);
    expect(cacheFiles()).toEqual([]);
  });

  it('passes on what apt complains of', async () => {
    fake('apt-get', `case "$*" in *update*) echo 'W: Failed to fetch http://deb.invalid' >&2 ;; *) exit 100 ;; esac`);
    await expect(fetchPublished(aptRequest())).rejects.toThrow(
      'package dataset-tiny: Failed to fetch http://deb.invalid',
    );
    expect(cacheFiles()).toEqual([]);
  });

  it('says so where there is no apt', async () => {
    process.env.PATH = join(folder.path, 'nothing');
    await expect(fetchPublished(aptRequest())).rejects.toThrow('package dataset-tiny: apt-get is not there');
    expect(cacheFiles()).toEqual([]);
  });
});
