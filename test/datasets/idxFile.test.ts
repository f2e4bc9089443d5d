import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { encodeIdx } from '../../src/datasets/idx.js';
import { readIdxFile } from '../../src/datasets/idxFile.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();

const labels = encodeIdx({
  elementType: 'uint8',
  shape: [300],
  data: Uint8Array.from({ length: 300 }, (_, i) => i % 7),
});

function write(bytes: Uint8Array, name = 'file'): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

const codeOf = (path: string, maximumBytes?: number) =>
  readIdxFile(path, { maximumBytes }).then(
    () => 'no error',
    (error: unknown) => (error instanceof DatasetError ? error.code : String(error)),
  );

describe('readIdxFile', () => {
  it.each([
    ['as it is', labels],
    ['compressed', gzipSync(labels)],
    ['compressed in two members', Buffer.concat([gzipSync(labels.subarray(0, 100)), gzipSync(labels.subarray(100))])],
  ])('reads a file %s, whatever its name, and gives the checksum of its content', async (_, stored) => {
    const file = await readIdxFile(write(stored, 'name.txt'));
    expect(file.shape).toEqual([300]);
    expect(file.data).toEqual(labels.subarray(8));
    expect(file.sha256).toBe(createHash('sha256').update(labels).digest('hex'));
  });

  it('stops a gzip bomb at the size that its header states', async () => {
    const bomb = new Uint8Array(300_000_000);
    bomb.set(labels.subarray(0, 8));
    const path = write(gzipSync(bomb, { level: 1 }));
    const before = process.memoryUsage().rss;
    expect(await codeOf(path)).toBe('trailing-bytes');
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('does not believe a header that claims more than could be compressed into the file', async () => {
    const header = encodeIdx({ elementType: 'uint8', shape: [1000, 1000, 1000], data: new Uint8Array(100) });
    expect(await codeOf(write(gzipSync(header)))).toBe('truncated');
  });

  it('does not believe a header that claims more than is known', async () => {
    expect(await codeOf(write(gzipSync(labels)), labels.length)).toBe('no error');
    expect(await codeOf(write(gzipSync(labels)), labels.length - 1)).toBe('too-large');
  });

  it.each([
    ['cut short', gzipSync(labels).subarray(0, -20), 'truncated'],
    ['cut within its gzip header', gzipSync(labels).subarray(0, 5), 'truncated'],
    ['compressed after having been cut short', gzipSync(labels.subarray(0, 50)), 'truncated'],
    ['compressed with one byte more', gzipSync(Uint8Array.from([...labels, 1])), 'trailing-bytes'],
    ['with a damaged check sum', Uint8Array.from(gzipSync(labels)).fill(0, -8, -4), 'corrupt-gzip'],
    ['that is compressed text', gzipSync(Buffer.from('hello, I am no image')), 'not-idx'],
    ['that is empty', new Uint8Array(), 'truncated'],
  ])('refuses a file %s', async (_, stored, code) => {
    expect(await codeOf(write(stored))).toBe(code);
  });

  it('refuses a folder and a file that does not exist', async () => {
    mkdirSync(join(folder.path, 'sub'));
    expect(await codeOf(join(folder.path, 'sub'))).toBe('unreadable');
    expect(await codeOf(join(folder.path, 'nothing'))).toBe('file-missing');
  });

  it('gives the content or a DatasetError for damaged compressed files', async () => {
    const stored = gzipSync(labels);
    await fc.assert(
      fc.asyncProperty(fc.nat(stored.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Uint8Array.from(stored);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const result = await readIdxFile(write(damaged)).catch((error: unknown) => error);
        if (!(result instanceof DatasetError)) expect(result).toMatchObject({ shape: [300], data: labels.subarray(8) });
      }),
      { numRuns: 150 },
    );
  });

  it('stops when told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readIdxFile(write(labels), { signal })).rejects.toThrow('enough');
  });
});
