import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendFlags,
  FileRefusedError,
  openRegularFile,
  readBytes,
  readRegularFile,
  readSmallTextSync,
} from '../src/regularFile.js';
import { useTemporaryFolder } from './support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const limits = { maximumBytes: 100 };
const isUnix = process.platform !== 'win32';

function write(name: string, content: string): string {
  const file = path.join(temporary.path, name);
  writeFileSync(file, content);
  return file;
}

async function refusalOf(file: string, options = limits as Parameters<typeof readRegularFile>[1]): Promise<string> {
  const error = await readRegularFile(file, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(() => readSmallTextSync(file, options)).toThrow((error as Error).message);
  return error instanceof FileRefusedError ? error.code : String((error as NodeJS.ErrnoException).code);
}

describe('a regular file', () => {
  it('is read whole', async () => {
    const file = write('a', 'hello');
    expect((await readRegularFile(file, limits)).toString()).toBe('hello');
    expect(readSmallTextSync(file, limits)).toBe('hello');
    expect((await readRegularFile(write('empty', ''), limits)).length).toBe(0);
  });

  it('is read in part', async () => {
    const { handle, size } = await openRegularFile(write('a', 'hello'), limits);
    expect(size).toBe(5);
    expect((await readBytes(handle, 3, 1)).toString()).toBe('ell');
    expect((await readBytes(handle, 100, 3)).toString()).toBe('lo');
    await handle.close();
  });

  it('is not read when it is too large, a hole of a terabyte neither', async () => {
    expect(await refusalOf(write('a', 'x'.repeat(101)))).toBe('too-large');
    const sparse = write('sparse', '');
    truncateSync(sparse, 2 ** 40);
    expect(await refusalOf(sparse)).toBe('too-large');
    await expect(readRegularFile(sparse, limits)).rejects.toThrow('has 1099511627776 bytes, more than 100');
  });

  it('is none when it is a folder, or not there', async () => {
    expect(await refusalOf(temporary.path)).toBe('EISDIR');
    expect(await refusalOf(path.join(temporary.path, 'nothing'))).toBe('ENOENT');
  });

  it('may be a link, unless links are refused', async () => {
    const link = path.join(temporary.path, 'link');
    symlinkSync(write('a', 'hello'), link);
    expect((await readRegularFile(link, limits)).toString()).toBe('hello');
    expect(await refusalOf(link, { ...limits, refuseLinks: true })).toBe('link');
  });

  it.runIf(isUnix)(
    'is none when it is a FIFO that nobody writes to: reading does not wait',
    { timeout: 5000 },
    async () => {
      const fifo = path.join(temporary.path, 'fifo');
      execFileSync('mkfifo', [fifo]);
      expect(await refusalOf(fifo)).toBe('not-a-file');
    },
  );

  it.runIf(isUnix)('is none when it is a device', async () => {
    expect(await refusalOf('/dev/zero')).toBe('not-a-file');
  });
});

describe('appending', () => {
  it('makes the file, and adds at its end', () => {
    const file = path.join(temporary.path, 'a');
    for (const text of ['one', 'two']) {
      const descriptor = openSync(file, appendFlags(), 0o666);
      writeSync(descriptor, text);
      closeSync(descriptor);
    }
    expect(readFileSync(file, 'utf8')).toBe('onetwo');
  });

  it.runIf(isUnix)('follows no link, so that nothing elsewhere is written to', () => {
    mkdirSync(path.join(temporary.path, 'run'));
    const link = path.join(temporary.path, 'run', 'events');
    symlinkSync(write('precious', 'precious'), link);
    expect(() => openSync(link, appendFlags())).toThrow(/ELOOP/);
    expect(readFileSync(path.join(temporary.path, 'precious'), 'utf8')).toBe('precious');
  });
});
