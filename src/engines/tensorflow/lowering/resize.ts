import type { ResizeAttributes } from '../../../core/graph/ops/resize.js';
import { attr } from '../graphDef.js';
import { floatT, inputAt, type Lowering } from './lowering.js';

const halfPixels = { ...floatT, align_corners: attr.bool(false), half_pixel_centers: attr.bool(true) };

export const lowerResizeBilinear: Lowering<ResizeAttributes> = ({ attributes }, inputs, { graph }) => {
  const size = graph.ints([attributes.height, attributes.width]);
  return [graph.add('ResizeBilinear', [inputAt(inputs, 0), size], halfPixels)];
};

/** TensorFlow's gradient takes the input itself, though only its shape matters. */
export const lowerResizeBilinearGradient: Lowering<ResizeAttributes> = (_node, inputs, { graph }) => [
  graph.add('ResizeBilinearGrad', [inputAt(inputs, 0), inputAt(inputs, 1)], halfPixels),
];
