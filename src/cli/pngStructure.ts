import { inflateSync } from 'node:zlib';

/** A PNG that is not decoded, and why; the message is a clause that follows the file's name. */
export class PngRefusedError extends Error {
  override readonly name = 'PngRefusedError';
}

/** What a PNG's own words make of it. */
export interface PngStructure {
  readonly width: number;
  readonly height: number;
}

/** Most pixels; held decoded they take four bytes each. */
const MAXIMUM_PIXELS = 40_000_000;
/** Largest side: that of the largest sheet that anybody prints. */
const MAXIMUM_SIDE = 30_000;
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

/**
 * Walks through the chunks of a PNG file before a decoder is let at it: one header, first, of reasonable size; and
 * compressed rows that unpack to what the header says and no more. (A decoder may believe a second header, or unpack an
 * interlaced image without a limit.)
 * @throws PngRefusedError otherwise.
 */
export function checkPngStructure(bytes: Uint8Array): PngStructure {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 33 || !file.subarray(0, 8).equals(SIGNATURE)) throw new PngRefusedError('is not a PNG picture');
  const header = readHeader(file);
  const rows: Uint8Array[] = [];
  let count = 0;
  for (const { type, data } of chunksOf(file)) {
    count += 1;
    if (count > MAXIMUM_CHUNKS) throw new PngRefusedError(`is damaged: more than ${MAXIMUM_CHUNKS} chunks`);
    if (type === 'IHDR' && count > 1) throw new PngRefusedError('is damaged: a second header');
    if (type === 'PLTE' && data.length > 768)
      throw new PngRefusedError('is damaged: a palette of more than 256 colours');
    if (type === 'IDAT') rows.push(data);
  }
  inflate(Buffer.concat(rows), header.inflatedBytes);
  return { width: header.width, height: header.height };
}

function readHeader(file: Buffer): PngStructure & { readonly inflatedBytes: number } {
  if (file.readUInt32BE(8) !== 13 || file.toString('latin1', 12, 16) !== 'IHDR')
    throw new PngRefusedError('is damaged: it does not begin with a header');
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const [depth = 0, colorType = 0, , , interlace = 0] = file.subarray(24, 29);
  if (width * height > MAXIMUM_PIXELS || Math.max(width, height) > MAXIMUM_SIDE || width === 0 || height === 0)
    throw new PngRefusedError(
      `says it has ${width}×${height} pixels; expected 1 to ${MAXIMUM_PIXELS / 1e6} million, no side above ${MAXIMUM_SIDE}`,
    );
  const channels = channelsOf[colorType];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth) || interlace > 1)
    throw new PngRefusedError(`is damaged: there is no such kind of PNG (colour type ${colorType}, ${depth} bits)`);
  const inflatedBytes = inflatedSize(width, height, channels * depth, interlace === 1);
  if (inflatedBytes > MAXIMUM_INFLATED_BYTES)
    throw new PngRefusedError(
      `says it has ${width}×${height} pixels of ${channels * depth} bits: too many bytes; expected at most ${MAXIMUM_INFLATED_BYTES}`,
    );
  return { width, height, inflatedBytes };
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
    if (at + 12 + length > file.length) throw new PngRefusedError('is damaged: it ends too early');
    const type = file.toString('latin1', at + 4, at + 8);
    yield { type, data: file.subarray(at + 8, at + 8 + length) };
    if (type === 'IEND') return;
    at += 12 + length;
  }
  throw new PngRefusedError('is damaged: it ends too early');
}

function inflate(packed: Buffer, expected: number): void {
  let unpacked: number;
  try {
    unpacked = inflateSync(packed, { maxOutputLength: expected }).length;
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const why = isBomb ? 'it unpacks to more than its header says' : 'its rows cannot be unpacked';
    throw new PngRefusedError(`is damaged: ${why}`, { cause: error });
  }
  if (unpacked < expected) throw new PngRefusedError('is damaged: rows are missing');
}
