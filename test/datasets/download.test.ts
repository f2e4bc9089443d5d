import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DownloadError, type DownloadRequest, download } from '../../src/datasets/download.js';
import { closedPort, sendFile, useFileServers } from '../support/fileServer.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const serve = useFileServers();
const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 253);
const patience = { connectMs: 500, stallMs: 300, attempts: 3, backoffMs: 1 };

const partPath = () => join(folder.path, 'file.part');
const get = (url: string, more: Partial<DownloadRequest> = {}) =>
  download({ url, partPath: partPath(), maximumBytes: 1_000_000, patience, ...more });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof DownloadError ? error : String(error)),
  );
const expectWhole = () => expect(Buffer.compare(readFileSync(partPath()), bytes)).toBe(0);

describe('download', () => {
  it('fetches a file and reports its bytes', async () => {
    const server = await serve((request, response) => sendFile(request, response, bytes));
    const seen: (readonly [number, number | undefined])[] = [];
    await get(`${server.url}file`, { onProgress: (received, total) => seen.push([received, total]) });
    expectWhole();
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
    expect(seen.map(([received]) => received)).toEqual(seen.map(([received]) => received).sort((a, b) => a - b));
  });

  it('follows redirects', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else sendFile(request, response, bytes);
    });
    await get(`${server.url}old`);
    expectWhole();
    expect(server.requests).toEqual(['GET /old', 'GET /new']);
  });

  it('gives up on redirects in a circle', async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    expect(await failure(get(server.url))).toMatchObject({
      message: expect.stringContaining('Redirect loop'),
      isFinal: true,
    });
    const tail = await serve((_, response, count) => response.writeHead(302, { location: `/${count}` }).end());
    expect(await failure(get(tail.url))).toMatchObject({ message: 'the server answered 302', isFinal: true });
  });

  it('goes on where the connection broke', async () => {
    const server = await serve((request, response, count) => {
      if (count > 2) return sendFile(request, response, bytes);
      const start = count === 1 ? 0 : 50_000;
      if (start > 0)
        response.writeHead(206, { 'content-range': `bytes ${start}-199999/200000`, 'content-length': 150_000 });
      else response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(start, start + 50_000), () => setTimeout(() => response.destroy(), 20));
    });
    await get(server.url);
    expectWhole();
    expect(server.requests).toEqual(['GET /', 'GET / bytes=50000-', 'GET / bytes=100000-']);
  });

  it('goes on with what an earlier process left', async () => {
    writeFileSync(partPath(), bytes.subarray(0, 123_456));
    const server = await serve((request, response) => sendFile(request, response, bytes));
    await get(server.url);
    expectWhole();
    expect(server.requests).toEqual(['GET / bytes=123456-']);
  });

  it('takes a part that is whole already as it is', async () => {
    writeFileSync(partPath(), bytes);
    const server = await serve((request, response) => sendFile(request, response, bytes));
    await get(server.url);
    expectWhole();
  });

  it('starts anew when the part is longer than the file, and when the server sends no parts', async () => {
    writeFileSync(partPath(), new Uint8Array(bytes.length + 5));
    const server = await serve((request, response) => sendFile(request, response, bytes));
    await get(server.url);
    expectWhole();

    writeFileSync(partPath(), new Uint8Array(77));
    const simple = await serve((_, response) => response.writeHead(200).end(bytes));
    await get(simple.url);
    expectWhole();
  });

  it('starts anew when the server sends another part than the one asked for', async () => {
    writeFileSync(partPath(), bytes.subarray(0, 100));
    const server = await serve((request, response, count) => {
      if (count === 1) response.writeHead(206, { 'content-range': 'bytes 0-99/100' }).end(bytes.subarray(0, 100));
      else sendFile(request, response, bytes);
    });
    await get(server.url);
    expectWhole();
  });

  it('tries again on 503, not on 404', async () => {
    const busy = await serve((request, response, count) => {
      if (count < 3) response.writeHead(503).end();
      else sendFile(request, response, bytes);
    });
    await get(busy.url);
    expectWhole();

    const missing = await serve((_, response) => response.writeHead(404).end('not here'));
    const error = await failure(get(missing.url, { partPath: join(folder.path, 'other') }));
    expect(error).toMatchObject({ message: 'the server answered 404', isFinal: true });
    expect(missing.requests.length).toBe(1);
    expect(filesBelow(folder.path)).toEqual(['file.part']);
  });

  it('gives up on a server that stalls, keeping what came', async () => {
    const server = await serve((_, response, count) => {
      response.writeHead(200, { 'content-length': bytes.length });
      if (count === 1) response.write(bytes.subarray(0, 1000));
      else response.socket?.pause();
    });
    const started = performance.now();
    expect(await failure(get(server.url))).toMatchObject({ message: 'nothing came for 300 ms', isFinal: false });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(readFileSync(partPath()).length).toBe(1000);
    expect(server.requests).toEqual(['GET /', ...new Array(3).fill('GET / bytes=1000-')]);
  });

  it('refuses a file that is too large, by its header and by its bytes', async () => {
    const honest = await serve((request, response) => sendFile(request, response, bytes));
    const error = await failure(get(honest.url, { maximumBytes: 1000 }));
    expect(error).toMatchObject({
      message: 'the file is too large: 200000 bytes, at most 1000 are expected',
      isFinal: true,
    });
    const endless = await serve((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(bytes), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await failure(get(endless.url))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining('too large'),
    });
  });

  it('says within seconds that nobody can be reached', async () => {
    const started = performance.now();
    const error = await failure(get(`http://127.0.0.1:${await closedPort()}/`));
    expect(error).toMatchObject({ message: 'cannot be reached (ECONNREFUSED)', isFinal: true });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('stops when told to, keeping what came', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000));
    });
    const controller = new AbortController();
    const work = get(server.url, {
      patience: { ...patience, stallMs: 10_000 },
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    expect(await failure(work)).toBe('Error: enough');
    expect(readFileSync(partPath()).length).toBe(1000);
  });
});

describe('download behind a proxy', () => {
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const name of names) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  const setProxy = (url: string) => {
    for (const name of names) delete process.env[name];
    process.env.http_proxy = url;
  };

  it('asks the proxy for a plain address as such, without a tunnel', async () => {
    const proxy = await serve((request, response) => sendFile(request, response, bytes));
    setProxy(proxy.url);
    await get('http://files.invalid/file');
    expectWhole();
    expect(proxy.requests).toEqual(['GET http://files.invalid/file']);
  });

  it('asks the proxy for a tunnel to an https address', async () => {
    const tunnels: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    setProxy(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const error = await failure(get('https://files.invalid/file'));
    proxy.closeAllConnections();
    proxy.close();
    expect(error).toMatchObject({ message: expect.stringContaining('403'), isFinal: true });
    expect(tunnels).toEqual(['files.invalid:443']);
  });

  it('says within seconds that the proxy cannot be reached', async () => {
    setProxy(`http://127.0.0.1:${await closedPort()}`);
    for (const scheme of ['http', 'https']) {
      const started = performance.now();
      const error = await failure(get(`${scheme}://files.invalid/file`));
      expect(error).toMatchObject({ message: 'cannot be reached (ECONNREFUSED)', isFinal: true });
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });

  it('leaves the proxy out where no_proxy says so', async () => {
    const server = await serve((request, response) => sendFile(request, response, bytes));
    setProxy(`http://127.0.0.1:${await closedPort()}`);
    process.env.no_proxy = '127.0.0.1';
    await get(server.url);
    expectWhole();
  });
});
