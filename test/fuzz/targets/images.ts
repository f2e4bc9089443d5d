import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { toModelImage } from '../../../src/core/image/toModelImage.js';
import { DatasetError } from '../../../src/datasets/datasetError.js';
import { encodeIdx, type IdxElementType } from '../../../src/datasets/idx.js';
import { readIdxFile } from '../../../src/datasets/idxFile.js';
import { readImages, readLabels } from '../../../src/datasets/idxImages.js';
import { decodePng } from '../../../src/datasets/pictures/decodePng.js';
import { PictureError } from '../../../src/datasets/pictures/pictureError.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { scratchFolder } from '../scratchFolder.js';

const bytesOf: Readonly<Record<IdxElementType, number>> = { uint8: 1, int8: 1, int16: 2, int32: 4 };

const idxArrays = fc
  .record({
    elementType: fc.constantFrom<IdxElementType>('uint8', 'uint8', 'uint8', 'int8', 'int16', 'int32'),
    shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    fill: fc.nat(255),
  })
  .map(({ elementType, shape, fill }) => {
    const count = shape.reduce((product, size) => product * size, 1) * bytesOf[elementType];
    return encodeIdx({
      elementType,
      shape,
      data: Uint8Array.from({ length: count }, (_, index) => (index * fill) % 7),
    });
  });

/** Headers with any dimensions, also those that no file could have. */
const idxHeaders = fc
  .record({
    type: fc.constantFrom(8, 8, 9, 11, 12, 13, 0, 255),
    dimensions: fc.array(fc.oneof(fc.constantFrom(0, 1, 28, 65_535, 2 ** 31, 2 ** 32 - 1, 2 ** 29), fc.nat(2 ** 31)), {
      maxLength: 5,
    }),
    rest: fc.uint8Array({ maxLength: 40 }),
  })
  .map(({ type, dimensions, rest }) => {
    const header = Buffer.alloc(4 + 4 * dimensions.length);
    header.set([0, 0, type, dimensions.length]);
    dimensions.forEach((size, axis) => {
      header.writeUInt32BE(size, 4 + 4 * axis);
    });
    return Buffer.concat([header, rest]);
  });

const bomb = gzipSync(Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0, 4]), Buffer.alloc(1_000_000)]));

const idxFiles: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 2, arbitrary: idxArrays },
  { weight: 2, arbitrary: idxHeaders },
  { weight: 2, arbitrary: fc.oneof(idxArrays, idxHeaders).map((bytes) => gzipSync(bytes, { level: 1 })) },
  { weight: 3, arbitrary: idxArrays.chain((bytes) => mutatedBytes(bytes)) },
  { weight: 3, arbitrary: idxArrays.chain((bytes) => mutatedBytes(gzipSync(bytes, { level: 1 }))) },
  { weight: 1, arbitrary: mutatedBytes(bomb, 1) },
);

export const idxTarget = defineTarget({
  name: 'idx',
  maximumBytes: 16 * 2 ** 20,
  arbitrary: idxFiles,
  check: async (bytes: Uint8Array) => {
    const path = join(scratchFolder(), 'file.idx');
    writeFileSync(path, bytes);
    try {
      const file = await readIdxFile(path);
      must(file.data.length === bytesOf[file.elementType] * sizeOf(file.shape), 'data of another size than its shape');
      if (file.shape.length > 1) {
        const { count, imageShape, bytes: pixels } = readImages(file);
        must(pixels.length === count * sizeOf(imageShape), 'pixels of another number than their shape');
      } else for (const label of readLabels(file, 10)) must(label < 10, `a label ${label}`);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      must(error.summary.length < 500, 'a long message');
    }
  },
});

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const sides = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 30_001) },
);

interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlace: number;
  readonly filter: number;
  /** Bytes of rows, more or fewer than there should be. */
  readonly extra: number;
  readonly palette: Uint8Array;
  readonly transparency: Uint8Array;
  readonly order: readonly string[];
}

const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const pngs = fc
  .record<PngParts>({
    width: sides,
    height: sides,
    depth: fc.constantFrom(1, 2, 4, 8, 8, 8, 16, 0, 3, 255),
    colorType: fc.constantFrom(0, 2, 3, 4, 6, 6, 1, 255),
    interlace: fc.constantFrom(0, 0, 1, 2),
    filter: fc.constantFrom(0, 0, 1, 2, 3, 4, 5, 255),
    extra: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1, 1_000_000),
    palette: fc.uint8Array({ maxLength: 30 }),
    transparency: fc.uint8Array({ maxLength: 8 }),
    order: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'], ['IHDR', 'PLTE', 'IDAT', 'IEND']),
      },
      { weight: 2, arbitrary: fc.constant(['IHDR', 'IDAT', 'IEND']) },
      {
        weight: 2,
        arbitrary: fc.array(
          fc.constantFrom('IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'gAMA', 'abcd', 'ABCD', '\0\0\0\0'),
          {
            maxLength: 7,
          },
        ),
      },
    ),
  })
  .map(encodePng);

function encodePng({
  width,
  height,
  depth,
  colorType,
  interlace,
  filter,
  extra,
  palette,
  transparency,
  order,
}: PngParts) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlace], 8);
  const row = 1 + Math.ceil((width * depth * (channels[colorType] ?? 1)) / 8);
  const length = Math.max(0, Math.min(20_000, row * height * (interlace === 1 ? 2 : 1)) + extra);
  const rows = Buffer.alloc(length, 7);
  for (let start = 0; start < length && start < 20_000; start += row) rows[start] = filter;
  const content: Readonly<Record<string, Uint8Array>> = {
    IHDR: header,
    PLTE: palette,
    tRNS: transparency,
    IDAT: deflateSync(rows, { level: 1 }),
    gAMA: palette.subarray(0, 4),
  };
  return Buffer.concat([SIGNATURE, ...order.map((type) => chunk(type, content[type] ?? transparency))]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

export const pngTarget = defineTarget({
  name: 'png',
  // Four bytes a pixel of an image of 12 × 12, many times over; no header's claim.
  maximumBytes: 16 * 2 ** 20,
  arbitrary: fc.oneof(
    { weight: 3, arbitrary: pngs },
    { weight: 1, arbitrary: pngs.chain((bytes) => mutatedBytes(bytes)) },
  ),
  check: (bytes: Buffer) => {
    try {
      const picture = decodePng(bytes);
      must(picture.rgba.length === picture.width * picture.height * 4, 'pixels of another number than its size');
      must(toModelImage(picture, [4, 4, 1]).length === 16, 'a model image of another size');
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      must(error.message.length < 500, 'a long message');
    }
  },
});

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
