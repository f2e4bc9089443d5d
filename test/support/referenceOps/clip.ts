import type { ClipAttributes } from '../../../src/core/graph/ops/clip.js';
import type { Kernel } from './kernel.js';

/** Shrinks all tensors by one factor to a common norm; `clipByNorm` is the case of one tensor. */
export const clipByGlobalNorm: Kernel<ClipAttributes> = (inputs, { maximum }) => {
  const squares = inputs.flatMap(({ data }) => [...data]).reduce((total, value) => total + value * value, 0);
  const factor = Math.min(1, maximum / Math.sqrt(squares));
  return inputs.map((input) => ({ ...input, data: input.data.map((value) => value * factor) }));
};
