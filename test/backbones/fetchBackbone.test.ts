import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FetchBackboneRequest, fetchBackbone } from '../../src/backbones/fetchBackbone.js';
import type { PublishedFile, PublishedWeights } from '../../src/backbones/published.js';
import { closedPort, sendFile, useFileServers } from '../support/fileServer.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const serve = useFileServers();
const patience = { connectMs: 1_000, stallMs: 1_000, attempts: 2, backoffMs: 1 };

const files: Readonly<Record<string, Buffer>> = {
  'model.json': Buffer.from(
    JSON.stringify({
      weightsManifest: [
        { paths: ['a-shard'], weights: [{ name: 'conv1/kernel', shape: [3, 3, 3, 8], dtype: 'float32' }] },
        {
          paths: ['b-shard'],
          weights: ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => ({
            name: `conv1_bn/${name}`,
            shape: [8],
            dtype: 'float32',
          })),
        },
        {
          paths: ['c-shard'],
          weights: [{ name: 'conv_dw_1/depthwise_kernel', shape: [3, 3, 8, 1], dtype: 'float32' }],
        },
      ],
    }),
  ),
  'a-shard': Buffer.alloc(864, 1),
  'b-shard': Buffer.alloc(128, 2),
  'c-shard': Buffer.alloc(288, 3),
};

function described(names: readonly string[]): Record<string, PublishedFile> {
  return Object.fromEntries(
    names.map((name) => {
      const bytes = files[name] ?? Buffer.alloc(0);
      const checksum = createHash('sha256').update(bytes).digest('hex');
      return [name, { bytes: bytes.length, algorithm: 'sha256' as const, checksum }];
    }),
  );
}

function published(url: string, names: readonly string[] = ['model.json', 'a-shard', 'b-shard']): PublishedWeights {
  const base = { network: 'mobilenetV1', alpha: 0.25, title: 'A small network', licence: 'Apache-2.0' };
  return { ...base, path: 'small/model.json', url, files: described(names) };
}

function requestFor(url: string, more: Partial<FetchBackboneRequest> = {}): FetchBackboneRequest {
  const cacheRoot = mkdtempSync(join(temporary.path, 'x-'));
  const places = { cacheRoot, folder: undefined, embedded: cacheRoot };
  return {
    network: 'mobilenetV1',
    alpha: 0.25,
    upTo: 'conv1_bn',
    places,
    patience,
    published: [published(url)],
    ...more,
  };
}

const fileOf = (url: string | undefined) => files[basename(url ?? '')] ?? Buffer.alloc(0);

describe('fetching weights', () => {
  it('brings only the files of the layers in use, each checked, and none twice', async () => {
    const server = await serve((request, response) => sendFile(request, response, fileOf(request.url)));
    const progress: unknown[] = [];
    const request = requestFor(server.url, { onProgress: (event) => progress.push(event) });
    const fetched = await fetchBackbone(request);
    expect(fetched).toMatchObject({ path: join(request.places.cacheRoot, 'backbones/small/model.json') });
    expect(fetched.fetchedBytes).toBe((files['model.json']?.length ?? 0) + 864 + 128);
    expect(server.requests).toEqual(['GET /model.json', 'GET /a-shard', 'GET /b-shard']);
    expect(readFileSync(join(request.places.cacheRoot, 'backbones/small/a-shard'))).toEqual(files['a-shard']);
    expect(progress).toContainEqual({ type: 'bytesReceived', file: 'b-shard', receivedBytes: 992, totalBytes: 992 });
    expect((await fetchBackbone(request)).fetchedBytes).toBe(0);
    expect(server.requests.length).toBe(3);
    expect(existsSync(join(request.places.cacheRoot, 'downloads/backbones.lock'))).toBe(false);
  });

  it('goes on where a download broke off', async () => {
    const server = await serve((request, response) => sendFile(request, response, fileOf(request.url)));
    const request = requestFor(server.url);
    const parts = join(request.places.cacheRoot, 'downloads/backbones');
    mkdirSync(parts, { recursive: true });
    writeFileSync(join(parts, 'mobilenetV1-0.25-a-shard.part'), Buffer.alloc(500, 1));
    await fetchBackbone(request);
    expect(server.requests).toContain('GET /a-shard bytes=500-');
    expect(readFileSync(join(request.places.cacheRoot, 'backbones/small/a-shard'))).toEqual(files['a-shard']);
  });

  it('begins anew where what was begun is of another file', async () => {
    const server = await serve((request, response) => sendFile(request, response, fileOf(request.url)));
    const request = requestFor(server.url);
    const parts = join(request.places.cacheRoot, 'downloads/backbones');
    mkdirSync(parts, { recursive: true });
    writeFileSync(join(parts, 'mobilenetV1-0.25-a-shard.part'), Buffer.alloc(500, 9));
    await fetchBackbone(request);
    expect(readFileSync(join(request.places.cacheRoot, 'backbones/small/a-shard'))).toEqual(files['a-shard']);
  });

  it('keeps nothing that is not what was published', async () => {
    const server = await serve((request, response) => {
      const bytes = Buffer.from(fileOf(request.url));
      if (request.url === '/b-shard') bytes[0] = 7;
      sendFile(request, response, bytes);
    });
    const request = requestFor(server.url);
    await expect(fetchBackbone(request)).rejects.toMatchObject({
      code: 'download',
      message: expect.stringContaining('b-shard is not the published file: its checksum differs'),
    });
    expect(existsSync(join(request.places.cacheRoot, 'backbones/small/b-shard'))).toBe(false);
  });

  it('says what to put where when there is no network', async () => {
    const request = requestFor(`http://127.0.0.1:${await closedPort()}/`);
    await expect(fetchBackbone(request)).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(
        /model\.json cannot be downloaded.*put http.*as small\/model\.json into .*backbones/s,
      ),
    });
  });

  it('downloads nothing without a checksum', async () => {
    const server = await serve((request, response) => sendFile(request, response, fileOf(request.url)));
    const deeper = requestFor(server.url, { upTo: 'conv_dw_1' });
    await expect(fetchBackbone(deeper)).rejects.toMatchObject({ code: 'not-published' });
    expect(server.requests).not.toContain('GET /c-shard');
    const none = requestFor(server.url, { published: [{ ...published(server.url), files: {} }] });
    await expect(fetchBackbone(none)).rejects.toMatchObject({ code: 'not-published' });
    const unknown = requestFor(server.url, { upTo: 'conv_pw_99' });
    await expect(fetchBackbone(unknown)).rejects.toMatchObject({
      message: expect.stringContaining('no layer "conv_pw_99"'),
    });
  });
});
