import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/datasets/pictures/decodePng.js';
import { PictureError } from '../../../src/datasets/pictures/pictureError.js';
import { checkPngStructure } from '../../../src/datasets/pictures/pngStructure.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

function header(width: number, height: number, depth = 8, colorType = 0, interlace = 0): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colorType, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

const rows = (length: number) => chunk('IDAT', deflateSync(Buffer.alloc(length)));
const end = chunk('IEND', new Uint8Array());
const file = (...chunks: Buffer[]) => Buffer.concat([SIGNATURE, ...chunks]);

const refusal = (bytes: Buffer) => {
  try {
    checkPngStructure(bytes);
  } catch (error) {
    if (error instanceof PictureError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a PNG', () => {
  it.each([
    ['grey', header(3, 2), 2 * 4],
    ['grey, one bit', header(9, 2, 1), 2 * 3],
    ['RGBA of 16 bits', header(3, 2, 16, 6), 2 * 25],
    ['interlaced, 1 × 1', header(1, 1, 8, 0, 1), 2],
    // Its seven passes have 1, 1, 2, 1, 3, 2 and 5 columns in 1, 1, 1, 2, 1, 3 and 2 rows.
    ['interlaced, 5 × 5', header(5, 5, 8, 0, 1), 36],
  ])('of a known kind is accepted, and decoded alike: %s', (_, head, length) => {
    const bytes = file(head, rows(length), end);
    expect(refusal(bytes)).toBe('accepted');
    const picture = decodePng(bytes);
    expect(picture.rgba.length).toBe(picture.width * picture.height * 4);
  });

  it.each([
    ['0 × 0', file(header(0, 0), rows(1), end), /says it has 0×0 pixels/],
    ['1 × 0', file(header(1, 0), rows(1), end), /says it has 1×0 pixels/],
    ['65,535 × 65,535', file(header(65_535, 65_535), rows(1), end), /says it has 65535×65535 pixels/],
    ['2^32 − 1 × 1', file(header(2 ** 32 - 1, 1), rows(1), end), /no side above 30000/],
    ['40 million pixels of 64 bits', file(header(8000, 5000, 16, 6), rows(1), end), /too many bytes/],
    ['a second header', file(header(2, 2), header(60_000, 60_000), rows(6), end), /a second header/],
    ['a header that is not first', file(chunk('tEXt', Buffer.alloc(13)), header(2, 2), rows(6), end), /not begin with/],
    ['a header of another length', file(chunk('IHDR', Buffer.alloc(14)), rows(6), end), /not begin with/],
    ['rows that unpack to more', file(header(2, 2), rows(7), end), /unpacks to more/],
    ['a bomb in interlaced rows', file(header(2, 2, 8, 0, 1), rows(50_000_000), end), /unpacks to more/],
    ['rows that are missing', file(header(2, 2), rows(5), end), /rows are missing/],
    ['rows that are no zlib data', file(header(2, 2), chunk('IDAT', Buffer.alloc(9, 1)), end), /cannot be unpacked/],
    ['no end', file(header(2, 2), rows(6)), /ends too early/],
    [
      'a chunk that claims more than there is',
      Buffer.concat([file(header(2, 2)), Buffer.alloc(12, 0x7f)]),
      /too early/,
    ],
    [
      'a palette of a thousand colours',
      file(header(2, 2, 8, 3), chunk('PLTE', Buffer.alloc(3000)), rows(6), end),
      /palette/,
    ],
    ['an unknown colour type', file(header(2, 2, 8, 5), rows(6), end), /no such kind/],
    [
      'a hundred thousand chunks',
      file(header(2, 2), ...Array(100_001).fill(chunk('tEXt', new Uint8Array())), end),
      /chunks/,
    ],
    ['nothing', Buffer.alloc(0), /is not a PNG/],
  ])('with %s is refused before it is decoded', (_, bytes, message) => {
    const before = process.resourceUsage().maxRSS;
    const started = performance.now();
    expect(refusal(bytes)).toMatch(message);
    expect(performance.now() - started).toBeLessThan(1000);
    // Kilobytes; the largest thing here is what the test itself packs.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(150_000);
  });

  it('of the size that a camera makes is accepted', () => {
    const image = new PNG({ width: 400, height: 300 });
    expect(refusal(PNG.sync.write(image))).toBe('accepted');
  });
});
