import { type ImageShape, MAXIMUM_IMAGE_SIDE } from '../core/dataset.js';
import { DatasetError } from './datasetError.js';
import type { IdxArray } from './idx.js';

/** Content of an images file. */
export interface IdxImages {
  readonly count: number;
  readonly imageShape: ImageShape;
  /** `count × height × width × channels`. */
  readonly bytes: Uint8Array;
}

/**
 * Takes an array for images: `[count, height, width]` grey, or `[count, height, width, channels]` with 1 or 3 channels.
 * @throws DatasetError `element-type`, `rank`, `channels` or `too-large`.
 */
export function readImages(array: IdxArray & { readonly path: string }): IdxImages {
  const { path, shape } = array;
  if (array.elementType !== 'uint8') {
    throw new DatasetError({
      code: 'element-type',
      path,
      problem: 'does not hold pixels',
      expected: 'unsigned bytes (type 0x08)',
      received: array.elementType,
      advice: 'Convert the pixels to bytes 0..255.',
    });
  }
  if (shape.length !== 3 && shape.length !== 4) {
    throw new DatasetError({
      code: 'rank',
      path,
      problem: 'does not hold images',
      expected: 'count×height×width or count×height×width×channels',
      received: shape.join('×'),
      advice: 'Check that images and labels are not mixed up.',
    });
  }
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  if (channels !== 1 && channels !== 3) {
    throw new DatasetError({
      code: 'channels',
      path,
      problem: 'holds images with an unsupported number of channels',
      expected: '1 (grey) or 3 (red, green, blue), as the last dimension',
      received: String(channels),
      advice: 'Convert the images to grey or to RGB, channels last.',
    });
  }
  if (Math.max(height, width) > MAXIMUM_IMAGE_SIDE) {
    throw new DatasetError({
      code: 'too-large',
      path,
      problem: 'holds images that are too large to learn from',
      expected: `at most ${MAXIMUM_IMAGE_SIDE}×${MAXIMUM_IMAGE_SIDE} pixels`,
      received: `${height}×${width}`,
      advice: 'Make the images smaller.',
    });
  }
  return { count, imageShape: [height, width, channels], bytes: array.data };
}

/** Images that are stored column by column, row by row: height and width change places. */
export function transposeImages({ count, imageShape, bytes }: IdxImages): IdxImages {
  const [height, width, channels] = imageShape;
  const size = height * width * channels;
  const result = new Uint8Array(bytes.length);
  for (let image = 0; image < count; image += 1) {
    const start = image * size;
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const from = start + (row * width + column) * channels;
        const to = start + (column * height + row) * channels;
        for (let channel = 0; channel < channels; channel += 1) result[to + channel] = bytes[from + channel] ?? 0;
      }
    }
  }
  return { count, imageShape: [width, height, channels], bytes: result };
}

/**
 * Takes an array for labels: whole numbers from `firstLabel`, as many as there are classes (at most 256). Gives class
 * indices, from 0. @throws DatasetError `rank` or `label-range` with the first index that is wrong.
 */
export function readLabels(
  array: IdxArray & { readonly path: string },
  classCount: number,
  firstLabel = 0,
): Uint8Array {
  const { path, shape, data } = array;
  if (shape.length !== 1) {
    throw new DatasetError({
      code: 'rank',
      path,
      problem: 'does not hold labels',
      expected: 'one dimension',
      received: shape.join('×'),
      advice: 'Check that images and labels are not mixed up.',
    });
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const labels = new Uint8Array(shape[0] ?? 0);
  for (let index = 0; index < labels.length; index += 1) {
    const label = readElement(view, array.elementType, index);
    if (label < firstLabel || label >= firstLabel + classCount) {
      throw new DatasetError({
        code: 'label-range',
        path,
        problem: `label ${index} names no class`,
        expected: `${firstLabel}..${firstLabel + classCount - 1}`,
        received: String(label),
        advice: 'Number the classes from 0, and name each of them if there is a file of class names.',
      });
    }
    labels[index] = label - firstLabel;
  }
  return labels;
}

function readElement(view: DataView, elementType: IdxArray['elementType'], index: number): number {
  switch (elementType) {
    case 'uint8':
      return view.getUint8(index);
    case 'int8':
      return view.getInt8(index);
    case 'int16':
      return view.getInt16(2 * index);
    case 'int32':
      return view.getInt32(4 * index);
  }
}
