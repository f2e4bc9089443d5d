import type {
  RandomTransformsAttributes,
  Range,
  TransformImagesAttributes,
} from '../../../src/core/graph/ops/imageTransform.js';
import type { RandomRectanglesAttributes } from '../../../src/core/graph/ops/randomRectangles.js';
import type { RandomUniformAttributes } from '../../../src/core/graph/ops/randomUniform.js';
import { statelessUniform } from '../../../src/core/random.js';
import { type Kernel, take } from './kernel.js';
import { at, forEachIndex, positionOf, sizeOf, type Tensor, tensorOf } from './tensor.js';

export const randomUniform: Kernel<RandomUniformAttributes> = (inputs, { stream, per, minimum, maximum }) => {
  const [like, seed] = take(inputs);
  const shape = per === 'element' ? like.shape : like.shape.map((size, axis) => (axis === 0 ? size : 1));
  const numbers = uniform(seed, stream, sizeOf(shape));
  return [tensorOf(shape, (_, flat) => spread(numbers[flat], [minimum, maximum]))];
};

export const randomTransforms: Kernel<RandomTransformsAttributes> = (inputs, attributes) => {
  const [like, seed] = take(inputs);
  const [batch, height, width] = like.shape as [number, number, number];
  const numbers = uniform(seed, attributes.stream, batch * 8);
  return [
    tensorOf([batch, 6], ([image = 0, entry = 0]) => {
      const u = numbers.subarray(image * 8, image * 8 + 8);
      const angle = 2 * Math.PI * spread(u[4], attributes.turn);
      const zoomY = 1 + spread(u[5], attributes.zoomY);
      const zoomX = attributes.zoomX === 'same' ? zoomY : 1 + spread(u[6], attributes.zoomX);
      const scaleX = (attributes.flipsHorizontally && (u[0] as number) < 0.5 ? -1 : 1) * zoomX;
      const scaleY = (attributes.flipsVertically && (u[1] as number) < 0.5 ? -1 : 1) * zoomY;
      const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
      /** Where the output pixel (x, y) is read. */
      const source = (x: number, y: number): readonly [number, number] => {
        const [dx, dy] = [x - centreX, y - centreY];
        return [
          centreX + scaleX * (Math.cos(angle) * dx - Math.sin(angle) * dy) - width * spread(u[3], attributes.shiftX),
          centreY + scaleY * (Math.sin(angle) * dx + Math.cos(angle) * dy) - height * spread(u[2], attributes.shiftY),
        ];
      };
      const axis = entry < 3 ? 0 : 1;
      const origin = source(0, 0)[axis];
      return [source(1, 0)[axis] - origin, source(0, 1)[axis] - origin, origin][entry % 3] as number;
    }),
  ];
};

export const transformImages: Kernel<TransformImagesAttributes> = (inputs, attributes) => {
  const [x, transforms] = take(inputs);
  return [
    tensorOf(x.shape, (index) => {
      const [image, , , channel] = index as [number, number, number, number];
      return sources(x.shape, transforms, index, attributes).reduce((sum, { row, column, weight }) => {
        const exists = row !== undefined && column !== undefined;
        return sum + weight * (exists ? at(x, [image, row, column, channel]) : attributes.fillValue);
      }, 0);
    }),
  ];
};

export const transformImagesGradient: Kernel<TransformImagesAttributes> = (inputs, attributes) => {
  const [dy, transforms] = take(inputs);
  const dx = tensorOf(dy.shape, () => 0);
  forEachIndex(dy.shape, (index, flat) => {
    const [image, , , channel] = index as [number, number, number, number];
    for (const { row, column, weight } of sources(dy.shape, transforms, index, attributes)) {
      if (row === undefined || column === undefined) continue;
      const position = positionOf(dy.shape, [image, row, column, channel]);
      dx.data[position] = (dx.data[position] as number) + weight * (dy.data[flat] as number);
    }
  });
  return [dx];
};

export const randomRectangles: Kernel<RandomRectanglesAttributes> = (inputs, { stream, rate, scale }) => {
  const [like, seed] = take(inputs);
  const [batch, height, width] = like.shape as [number, number, number];
  const numbers = uniform(seed, stream, batch * 8);
  return [
    tensorOf([batch, height, width, 1], ([image = 0, row = 0, column = 0]) => {
      const u = numbers.subarray(image * 8, image * 8 + 8);
      const isInside = (place: number, length: number, size: number | undefined, start: number | undefined) => {
        const side = length * Math.sqrt(spread(size, scale));
        const begin = (start as number) * (length - side);
        return place >= begin && place < begin + side;
      };
      const applies = (u[0] as number) < Math.fround(rate);
      return applies && isInside(row, height, u[1], u[3]) && isInside(column, width, u[2], u[4]) ? 1 : 0;
    }),
  ];
};

interface Source {
  /** Undefined: beyond the border. */
  readonly row: number | undefined;
  readonly column: number | undefined;
  readonly weight: number;
}

/** The pixels that an output pixel is made of. */
function sources(
  shape: readonly number[],
  transforms: Tensor,
  index: readonly number[],
  { interpolation, fillMode }: TransformImagesAttributes,
): readonly Source[] {
  const [image, y, x] = index as [number, number, number];
  const [, height, width] = shape as [number, number, number];
  const entry = (position: number): number => at(transforms, [image, position]);
  const along = (first: number, length: number) => {
    const place = entry(first) * x + entry(first + 1) * y + entry(first + 2);
    const moved = fillMode === 'constant' ? place : clamped(fillMode === 'reflect' ? mirrored(place, length) : place);
    const existing = (whole: number) => (whole >= 0 && whole < length ? whole : undefined);
    if (interpolation === 'nearest')
      return [{ at: existing(Math.sign(moved) * Math.round(Math.abs(moved))), weight: 1 }];
    const below = Math.floor(moved);
    return [
      { at: existing(below), weight: below + 1 - moved },
      { at: existing(below + 1), weight: moved - below },
    ];
    function clamped(value: number): number {
      return Math.min(Math.max(value, 0), length - 1);
    }
  };
  const columns = along(0, width);
  return along(3, height).flatMap((row) =>
    columns.map((column) => ({ row: row.at, column: column.at, weight: row.weight * column.weight })),
  );
}

/** `abcd` goes on as `dcba|abcd|dcba`: pixel −1 is pixel 0 again. */
function mirrored(place: number, length: number): number {
  const period = ((place % (2 * length)) + 2 * length) % (2 * length);
  return period < length ? period : 2 * length - 1 - period;
}

function uniform(seed: Tensor, stream: number, count: number): Float32Array {
  const [low, step] = seed.data as unknown as [number, number];
  return statelessUniform(count, [low, stream], [0, 0, step, 0]);
}

function spread(number: number | undefined, [lowest, highest]: Range): number {
  return lowest + (highest - lowest) * (number as number);
}
