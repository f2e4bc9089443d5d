import type { Shape } from '../../../core/graph/graph.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { floatT, reshape } from './lowering.js';

/** A filter `[height, width, in, out]` with zeros between its rows and columns: a dilated one for plain convolution. */
export function dilateFilter(
  graph: GraphDefBuilder,
  filter: TfTensor,
  shape: Shape,
  dilations: readonly [number, number],
): TfTensor {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const [down, across] = dilations;
  const spaced = reshape(graph, filter, [height, 1, width, 1, inputs, outputs]);
  const paddings = [0, 0, 0, down - 1, 0, 0, 0, across - 1, 0, 0, 0, 0];
  const filled = graph.add('Pad', [spaced, graph.constant('int32', [6, 2], paddings)], {
    ...floatT,
    Tpaddings: attr.type('int32'),
  });
  const whole = reshape(graph, filled, [height * down, width * across, inputs, outputs]);
  const sizes = graph.ints(dilatedShape(shape, dilations));
  return graph.add('Slice', [whole, graph.ints([0, 0, 0, 0]), sizes], {
    ...floatT,
    Index: attr.type('int32'),
  });
}

/** The entries of a dilated filter (or of its gradient) that `dilateFilter` did not make up. */
export function undilateFilter(
  graph: GraphDefBuilder,
  dilated: TfTensor,
  shape: Shape,
  dilations: readonly [number, number],
): TfTensor {
  const begin = graph.ints([0, 0, 0, 0]);
  const end = graph.ints(dilatedShape(shape, dilations));
  const strides = graph.ints([...dilations, 1, 1]);
  return graph.add('StridedSlice', [dilated, begin, end, strides], { ...floatT, Index: attr.type('int32') });
}

/** Shape that `dilateFilter` gives. */
export function dilatedShape(shape: Shape, dilations: readonly [number, number]): number[] {
  return shape.map((size, axis) => (axis < 2 ? (size - 1) * (dilations[axis] ?? 1) + 1 : size));
}
