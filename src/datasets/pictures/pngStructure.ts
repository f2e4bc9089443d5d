import { inflateSync } from 'node:zlib';
import { PictureError, type PictureHeader, requirePictureSize } from './pictureError.js';

/** Most bytes of unpacked rows: 40 million pixels of 8-bit RGBA. */
const MAXIMUM_INFLATED_BYTES = 161_000_000;
const MAXIMUM_CHUNKS = 100_000;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Where each pass of an interlaced image begins and how far it steps: `[x, y, stepX, stepY]`. */
const interlacedPasses = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** True if a file begins as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, 8));
}

/**
 * What a PNG file says of itself, by its chunks: one header, first, of reasonable size. Nothing is unpacked.
 * @throws PictureError otherwise.
 */
export function readPngHeader(bytes: Uint8Array): PictureHeader {
  const { header, palette } = walk(bytes);
  const isGreyPalette = palette?.every((value, index) => value === palette[index - (index % 3)]) ?? false;
  const { width, height, colorType } = header;
  return { format: 'PNG', width, height, isGrey: colorType === 3 ? isGreyPalette : (colorType & 2) === 0 };
}

/**
 * Walks through the chunks of a PNG file before a decoder is let at it, as `readPngHeader`; and its compressed rows must
 * unpack to what the header says and no more. (A decoder may believe a second header, or unpack an interlaced image
 * without a limit.) @throws PictureError otherwise.
 */
export function checkPngStructure(bytes: Uint8Array): void {
  const { header, rows } = walk(bytes);
  inflate(Buffer.concat(rows), header.inflatedBytes);
}

function walk(bytes: Uint8Array) {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 33 || !isPng(file)) throw new PictureError('is not a PNG picture');
  const header = readHeader(file);
  const rows: Buffer[] = [];
  let palette: Buffer | undefined;
  let count = 0;
  for (const { type, data } of chunksOf(file)) {
    count += 1;
    if (count > MAXIMUM_CHUNKS) throw new PictureError(`is damaged: more than ${MAXIMUM_CHUNKS} chunks`);
    if (type === 'IHDR' && count > 1) throw new PictureError('is damaged: a second header');
    if (type === 'PLTE' && data.length > 768) throw new PictureError('is damaged: a palette of more than 256 colours');
    if (type === 'PLTE') palette = data;
    if (type === 'IDAT') rows.push(data);
  }
  return { header, rows, palette };
}

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly colorType: number;
  readonly inflatedBytes: number;
}

function readHeader(file: Buffer): PngHeader {
  if (file.readUInt32BE(8) !== 13 || file.toString('latin1', 12, 16) !== 'IHDR')
    throw new PictureError('is damaged: it does not begin with a header');
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const [depth = 0, colorType = 0, , , interlace = 0] = file.subarray(24, 29);
  requirePictureSize(width, height);
  const channels = channelsOf[colorType];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth) || interlace > 1)
    throw new PictureError(`is damaged: there is no such kind of PNG (colour type ${colorType}, ${depth} bits)`);
  const inflatedBytes = inflatedSize(width, height, channels * depth, interlace === 1);
  if (inflatedBytes > MAXIMUM_INFLATED_BYTES)
    throw new PictureError(
      `says it has ${width}×${height} pixels of ${channels * depth} bits: too many bytes; expected at most ${MAXIMUM_INFLATED_BYTES}`,
    );
  return { width, height, colorType, inflatedBytes };
}

/** Bytes of all rows, each with the byte that names its filter. */
function inflatedSize(width: number, height: number, bitsPerPixel: number, isInterlaced: boolean): number {
  const size = (columns: number, rows: number) =>
    columns === 0 ? 0 : rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  if (!isInterlaced) return size(width, height);
  return interlacedPasses
    .map(([x, y, stepX, stepY]) => size(countFrom(x, stepX, width), countFrom(y, stepY, height)))
    .reduce((sum, bytes) => sum + bytes, 0);
}

function countFrom(start: number, step: number, length: number): number {
  return Math.max(0, Math.ceil((length - start) / step));
}

function* chunksOf(file: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    if (at + 12 + length > file.length) throw new PictureError('is damaged: it ends too early');
    const type = file.toString('latin1', at + 4, at + 8);
    yield { type, data: file.subarray(at + 8, at + 8 + length) };
    if (type === 'IEND') return;
    at += 12 + length;
  }
  throw new PictureError('is damaged: it ends too early');
}

function inflate(packed: Buffer, expected: number): void {
  let unpacked: number;
  try {
    unpacked = inflateSync(packed, { maxOutputLength: expected }).length;
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const why = isBomb ? 'it unpacks to more than its header says' : 'its rows cannot be unpacked';
    throw new PictureError(`is damaged: ${why}`, { cause: error });
  }
  if (unpacked < expected) throw new PictureError('is damaged: rows are missing');
}
