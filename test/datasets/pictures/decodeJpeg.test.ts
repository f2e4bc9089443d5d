import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeJpeg } from '../../../src/datasets/pictures/decodeJpeg.js';
import { decodePicture, readPictureHeader } from '../../../src/datasets/pictures/decodePicture.js';
import { PictureError } from '../../../src/datasets/pictures/pictureError.js';

interface Fixture {
  readonly height: number;
  readonly width: number;
  readonly cases: readonly { name: string; channels: number; file: string; rgb: string }[];
}

const { height, width, cases }: Fixture = JSON.parse(readFileSync('test/fixtures/pictures.json', 'utf8'));
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const baseline = () => bytesOf(cases[0]?.file ?? '');

const refusal = (bytes: Uint8Array) =>
  decodeJpeg(bytes).then(
    () => 'decoded',
    (error: unknown) => {
      if (error instanceof PictureError) return error.message;
      throw error;
    },
  );

/** Position of the first segment with a marker. */
function segmentAt(bytes: Uint8Array, marker: number): number {
  for (let at = 2; at < bytes.length; at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0))
    if (bytes[at + 1] === marker) return at;
  throw new Error('no such segment');
}

/** A file whose frame header is changed. */
function withFrame(change: (frame: Uint8Array) => void): Uint8Array {
  const bytes = baseline();
  change(bytes.subarray(segmentAt(bytes, 0xc0) + 4));
  return bytes;
}

describe('a JPEG', () => {
  it.each(cases)('is decoded to the pixels that TensorFlow reads: $name', async ({ file, rgb, channels }) => {
    const bytes = bytesOf(file);
    expect(readPictureHeader(bytes)).toEqual({ format: 'JPEG', height, width, isGrey: channels === 1 });
    const picture = await decodePicture(bytes);
    const expected = bytesOf(rgb);
    expect([picture.height, picture.width]).toEqual([height, width]);
    expect(picture.rgba.filter((_, index) => index % 4 < 3)).toEqual(expected);
    expect(picture.rgba.every((value, index) => index % 4 < 3 || value === 255)).toBe(true);
    // Of its own, not a view of the decoder's memory.
    expect(picture.rgba.buffer.byteLength).toBe(picture.rgba.length);
  });

  it.each([
    ['cut short', baseline().subarray(0, -200), /is damaged/],
    ['cut in its tables', baseline().subarray(0, 60), /ends too early/],
    ['nothing but a beginning', baseline().subarray(0, 3), /has no picture/],
    ['no JPEG', Uint8Array.of(1, 2, 3, 4), /is not a JPEG/],
    ['65,535 × 65,535', withFrame((frame) => frame.fill(255, 1, 5)), /says it has 65535×65535 pixels/],
    ['0 × 21', withFrame((frame) => frame.fill(0, 1, 3)), /says it has 21×0 pixels/],
    ['four colours', withFrame((frame) => frame.set([4], 5)), /CMYK/],
    ['two colours', withFrame((frame) => frame.set([2], 5)), /2 colours/],
    ['12 bits', withFrame((frame) => frame.set([12], 0)), /12 bits/],
    ['a table that is none', withTable(), /is damaged: Bogus/],
  ])('that is %s is refused in a clause', async (_, bytes, message) => {
    expect(await refusal(bytes)).toMatch(message);
    // The next one is decoded as if nothing had been.
    expect(await refusal(baseline())).toBe('decoded');
  });

  it('of arithmetic coding, a second frame or a thousand scans never reaches the decoder', async () => {
    const frame = segmentAt(baseline(), 0xc0);
    const scan = segmentAt(baseline(), 0xda);
    const arithmetic = baseline();
    arithmetic[frame + 1] = 0xc9;
    expect(await refusal(arithmetic)).toMatch(/unusual kind/);
    const bytes = baseline();
    const frameBytes = bytes.subarray(frame, frame + 2 + 17);
    expect(await refusal(Buffer.concat([bytes.subarray(0, scan), frameBytes, bytes.subarray(scan)]))).toMatch(
      /a second frame/,
    );
    const scanHeader = bytes.subarray(scan, scan + 14);
    const many = Buffer.concat([bytes.subarray(0, scan), ...Array.from({ length: 1000 }, () => scanHeader)]);
    expect(await refusal(many)).toMatch(/keep us busy: 101 scans or more/);
  });
});

/** A Huffman table that says it has more codes than there are. */
function withTable(): Uint8Array {
  const bytes = baseline();
  const table = segmentAt(bytes, 0xc4);
  bytes.fill(255, table + 5, table + 9);
  return bytes;
}
