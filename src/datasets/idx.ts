import { DatasetError } from './datasetError.js';

/**
 * The IDX format of the MNIST family: two zero bytes, a byte for the element type, a byte for the rank, the dimensions as
 * big-endian 32-bit unsigned integers, then the elements, big-endian, last dimension fastest.
 */

/** The element types that images and labels come in; the format's floating-point types are not among them. */
export type IdxElementType = 'uint8' | 'int8' | 'int16' | 'int32';

export interface IdxHeader {
  readonly elementType: IdxElementType;
  /** One to four dimensions, each at least 1. */
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly dataOffset: number;
  /** Bytes of the whole file, header included. */
  readonly fileBytes: number;
}

/** An array with its elements as they are in the file. */
export interface IdxArray {
  readonly elementType: IdxElementType;
  readonly shape: readonly number[];
  /** Big-endian elements. */
  readonly data: Uint8Array;
}

/** Bytes that hold every header accepted here: four dimensions. */
export const IDX_HEADER_BYTES = 4 + 4 * 4;

/** No file may claim more: a header costs nothing to forge. */
const MAXIMUM_FILE_BYTES = 2 ** 30;
const MAXIMUM_RANK = 4;

const elementTypes: Readonly<Record<number, { readonly type: IdxElementType; readonly bytes: number }>> = {
  8: { type: 'uint8', bytes: 1 },
  9: { type: 'int8', bytes: 1 },
  11: { type: 'int16', bytes: 2 },
  12: { type: 'int32', bytes: 4 },
};
const FLOAT_TYPES: readonly number[] = [13, 14];

const REPLACE = 'Get the file again from where it was published.';

/**
 * Reads a header; `bytes` may end anywhere after it, `path` is for the error.
 * @throws DatasetError `not-idx`, `element-type`, `rank`, `empty`, `too-large` or `truncated`.
 */
export function parseIdxHeader(bytes: Uint8Array, path: string): IdxHeader {
  if (bytes.length < 4) {
    const received = `${bytes.length} bytes`;
    throw new DatasetError({
      code: 'truncated',
      path,
      problem: 'ends within its header',
      expected: 'at least 8 bytes',
      received,
      advice: REPLACE,
    });
  }
  const [zero, zeroToo, typeByte = 0, rank = 0] = bytes;
  if (zero !== 0 || zeroToo !== 0) {
    throw new DatasetError({
      code: 'not-idx',
      path,
      problem: 'is no IDX file',
      expected: 'a file that begins with two zero bytes',
      received: hexadecimal(bytes.subarray(0, 4)),
      advice: REPLACE,
    });
  }
  const element = elementTypes[typeByte];
  if (element === undefined) {
    const isFloat = FLOAT_TYPES.includes(typeByte);
    throw new DatasetError({
      code: isFloat ? 'element-type' : 'not-idx',
      path,
      problem: isFloat ? 'holds floating-point elements' : 'is no IDX file: there is no such element type',
      expected: 'type byte 0x08 (unsigned bytes), or for labels 0x09, 0x0b or 0x0c',
      received: `0x${typeByte.toString(16).padStart(2, '0')}`,
      advice: isFloat ? 'Convert the elements to whole numbers, pixels to 0..255.' : REPLACE,
    });
  }
  if (rank < 1 || rank > MAXIMUM_RANK) {
    throw new DatasetError({
      code: 'rank',
      path,
      problem: 'has an impossible number of dimensions',
      expected: '1 for labels, 3 or 4 for images',
      received: String(rank),
      advice: REPLACE,
    });
  }
  const dataOffset = 4 + 4 * rank;
  if (bytes.length < dataOffset) {
    throw new DatasetError({
      code: 'truncated',
      path,
      problem: 'ends within its header',
      expected: `${dataOffset} bytes of header`,
      received: `${bytes.length} bytes`,
      advice: REPLACE,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const fileBytes = dataOffset + shape.reduce((product, size) => product * size, element.bytes);
  if (shape.includes(0)) {
    throw new DatasetError({
      code: 'empty',
      path,
      problem: shape[0] === 0 ? 'holds nothing' : 'holds images without pixels',
      expected: 'every dimension to be at least 1',
      received: shape.join('×'),
      advice: 'Use a set with images in both splits.',
    });
  }
  if (fileBytes > MAXIMUM_FILE_BYTES) {
    throw new DatasetError({
      code: 'too-large',
      path,
      problem: `claims dimensions of ${shape.join('×')}`,
      expected: `at most ${MAXIMUM_FILE_BYTES} bytes`,
      received: `${fileBytes} bytes`,
      advice: 'The header is damaged, or the set does not fit in memory: use fewer or smaller images.',
    });
  }
  return { elementType: element.type, shape, dataOffset, fileBytes };
}

/**
 * Reads a whole file's bytes; the data is a view of them.
 * @throws DatasetError as `parseIdxHeader`, and `truncated` or `trailing-bytes` when the length is not the header's.
 */
export function parseIdx(bytes: Uint8Array, path: string): IdxArray {
  const { elementType, shape, dataOffset, fileBytes } = parseIdxHeader(bytes, path);
  if (bytes.length !== fileBytes) {
    const isShort = bytes.length < fileBytes;
    throw new DatasetError({
      code: isShort ? 'truncated' : 'trailing-bytes',
      path,
      problem: isShort ? 'ends too early' : 'goes on after its last element',
      expected: `${fileBytes} bytes for ${shape.join('×')}`,
      received: `${bytes.length} bytes`,
      advice: REPLACE,
    });
  }
  return { elementType, shape, data: bytes.subarray(dataOffset) };
}

/** Writes an array as a file's bytes: the inverse of `parseIdx`. */
export function encodeIdx(array: IdxArray): Uint8Array {
  const rank = array.shape.length;
  const bytes = new Uint8Array(4 + 4 * rank + array.data.length);
  const typeByte = Object.entries(elementTypes).find(([, { type }]) => type === array.elementType)?.[0];
  bytes.set([0, 0, Number(typeByte), rank]);
  const view = new DataView(bytes.buffer);
  array.shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(array.data, 4 + 4 * rank);
  return bytes;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
