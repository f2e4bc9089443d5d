import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { encodeIdx } from '../../src/datasets/idx.js';
import { usualNames } from '../../src/datasets/idxSet.js';
import { loadDataset, normalizeDatasetId } from '../../src/datasets/index.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const isUnix = process.platform !== 'win32';

const set = () => writeIdxParts(join(temporary.path, 'set'), makeIdxParts());
const errorOf = (folder: string) =>
  loadDataset(`idx:${folder}`).then(
    () => 'read',
    (error: unknown) => {
      if (!(error instanceof DatasetError)) throw error;
      expect(error.message.length).toBeLessThan(600);
      return `${error.code}: ${error.summary}`;
    },
  );

/** A header of images that claims these dimensions, with nothing after it. */
function headerOf(...shape: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return header;
}

describe("a set from somebody else's hands", () => {
  it.each([
    ['images of 0 × 0', headerOf(12, 0, 0), /^empty/],
    ['images of 65,535 × 65,535', headerOf(1, 65_535, 65_535), /^too-large/],
    [
      'images of 2^32 − 1 in each dimension',
      headerOf(2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1),
      /^too-large/,
    ],
    [
      'images of 5,000 × 1',
      Buffer.concat([headerOf(12, 5000, 1), Buffer.alloc(60_000)]),
      /^too-large.*at most 4096×4096/,
    ],
    ['five dimensions', headerOf(1, 1, 1, 1, 1), /^rank/],
    ['a gzip bomb', gzipSync(Buffer.concat([headerOf(12, 4, 5), Buffer.alloc(50_000_000)])), /^trailing-bytes/],
    ['a gzip file that unpacks to a claim of a gigabyte', gzipSync(headerOf(1000, 1000, 1000)), /^truncated/],
  ])('with %s is refused before memory is taken', async (_, bytes, message) => {
    const folder = set();
    writeFileSync(join(folder, usualNames.trainImages), bytes);
    const before = process.resourceUsage().maxRSS;
    expect(await errorOf(folder)).toMatch(message);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
  });

  it('with a label beyond the classes names the label', async () => {
    const folder = set();
    const data = Uint8Array.from({ length: 12 }, (_, index) => (index === 7 ? 200 : 0));
    writeFileSync(
      join(folder, usualNames.trainLabels),
      gzipSync(encodeIdx({ elementType: 'uint8', shape: [12], data })),
    );
    writeFileSync(join(folder, 'classes.txt'), 'a\nb\nc\n');
    expect(await errorOf(folder)).toMatch(/^label-range: .*label 7 names no class \(expected 0\.\.2, received 200\)/);
  });

  it('of files that together take more than any one may is refused', async () => {
    const folder = set();
    for (const part of ['trainImages', 'testImages', 'trainLabels', 'testLabels'] as const) {
      const file = join(folder, usualNames[part]);
      writeFileSync(file, headerOf(262_143, 64, 64));
      // A file of a gigabyte that is nothing but a hole.
      truncateSync(file, 16 + 262_143 * 64 * 64);
    }
    const before = process.resourceUsage().maxRSS;
    expect(await errorOf(folder)).toMatch(/^too-large: .*makes the set too large/);
    // Kilobytes: two files may have been read when the third is refused.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(2_600_000);
  }, 60_000);

  it('whose file goes on for a terabyte is refused by its length', async () => {
    const folder = set();
    truncateSync(join(folder, usualNames.trainImages), 2 ** 40);
    expect(await errorOf(folder)).toMatch(/^too-large: .*has 1099511627776 bytes/);
  });

  it.runIf(isUnix)('does not make a reader wait for FIFOs, nor read devices', { timeout: 10_000 }, async () => {
    const folder = join(temporary.path, 'fifos');
    mkdirSync(folder);
    for (const name of Object.values(usualNames)) execFileSync('mkfifo', [join(folder, name)]);
    expect(await errorOf(folder)).toMatch(/^unreadable/);
    const other = set();
    execFileSync('mkfifo', [join(other, 'classes.txt')]);
    expect(await errorOf(other)).toMatch(/^unreadable: .*is not a regular file/);
  });

  it.each([
    ['a name of a thousand characters', `a\n${'x'.repeat(1000)}\nc\n`],
    ['a name with a NUL character', 'a\nb\0\nc\n'],
    ['three hundred names', Array.from({ length: 300 }, (_, index) => `c${index}`).join('\n')],
  ])('with %s does not name its classes', async (_, text) => {
    const folder = set();
    writeFileSync(join(folder, 'classes.txt'), text);
    expect(await errorOf(folder)).toMatch(/^class-names/);
  });

  it('with names of a gigabyte is not read', async () => {
    const folder = set();
    writeFileSync(join(folder, 'classes.txt'), 'a\n');
    truncateSync(join(folder, 'classes.txt'), 2 ** 30);
    expect(await errorOf(folder)).toMatch(/^unreadable: .*more than/);
  });
});

describe('the name of a dataset', () => {
  it.each(['a\0b', '\0', 'x'.repeat(100_000), '\ud800', '__proto__', 'constructor', '../x\0'])(
    'may be anything: %j',
    (id) => {
      expect(() => normalizeDatasetId(id)).toThrow(DatasetError);
    },
  );

  it('may be a path of nothing that could exist', async () => {
    expect(await errorOf('a\0b')).toMatch(/^file-missing/);
    expect(
      await errorOf('x'.repeat(100_000)).then(
        (text) => text.slice(0, 12),
        () => 'long',
      ),
    ).toBe('long');
  });
});
