import type { ImageShape, LabelledImages } from '../core/dataset.js';
import { DatasetError } from './datasetError.js';

/**
 * The binary format of CIFAR-10 and CIFAR-100: records of one label byte (CIFAR-100: the superclass, then the class) and
 * 3,072 bytes of a 32 × 32 picture, the red plane, then the green, then the blue, each row by row. Nothing stands between
 * records or before the first. https://www.cs.toronto.edu/~kriz/cifar.html
 */

export const CIFAR_SHAPE: ImageShape = [32, 32, 3];

const SIDE = 32;
const PLANE_BYTES = SIDE * SIDE;
const PICTURE_BYTES = 3 * PLANE_BYTES;

export interface CifarOptions {
  /** Bytes before each picture, the last of which is its class: 1 or 2. */
  readonly labelBytes: 1 | 2;
  readonly classCount: number;
}

/**
 * Reads a file's bytes; channels last, as everything here has them. `path` is for the error.
 * @throws DatasetError `empty`, `truncated` or `label-range` with the first record that is wrong.
 */
export function parseCifar(bytes: Uint8Array, path: string, { labelBytes, classCount }: CifarOptions): LabelledImages {
  const recordBytes = labelBytes + PICTURE_BYTES;
  const count = Math.floor(bytes.length / recordBytes);
  const isEmpty = bytes.length === 0;
  if (isEmpty || count * recordBytes !== bytes.length) {
    throw new DatasetError({
      code: isEmpty ? 'empty' : 'truncated',
      path,
      problem: isEmpty ? 'holds nothing' : 'ends within a record',
      expected: `a multiple of ${recordBytes} bytes`,
      received: `${bytes.length} bytes`,
      advice: 'Get the file again from where it was published.',
    });
  }
  const images = new Uint8Array(count * PICTURE_BYTES);
  const labels = new Uint8Array(count);
  for (let record = 0; record < count; record += 1) {
    const start = record * recordBytes + labelBytes;
    const label = bytes[start - 1] ?? 0;
    if (label >= classCount) {
      throw new DatasetError({
        code: 'label-range',
        path,
        problem: `record ${record} names no class`,
        expected: `0..${classCount - 1}`,
        received: String(label),
        advice: 'Check that it is a file of the binary version, and of this set.',
      });
    }
    labels[record] = label;
    for (let channel = 0; channel < 3; channel += 1) {
      const plane = start + channel * PLANE_BYTES;
      let to = record * PICTURE_BYTES + channel;
      for (let pixel = 0; pixel < PLANE_BYTES; pixel += 1, to += 3) images[to] = bytes[plane + pixel] ?? 0;
    }
  }
  return { count, images, labels };
}

/** Several files of a split as one. */
export function joinImages(parts: readonly LabelledImages[]): LabelledImages {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const images = new Uint8Array(parts.reduce((sum, part) => sum + part.images.length, 0));
  const labels = new Uint8Array(count);
  let at = 0;
  let first = 0;
  for (const part of parts) {
    images.set(part.images, at);
    labels.set(part.labels, first);
    at += part.images.length;
    first += part.count;
  }
  return { count, images, labels };
}
