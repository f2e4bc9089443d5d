import { GraphError } from '../graph.js';
import { requireWhole } from './typeRules.js';

/** Height, then width. */
export type Pair = readonly [height: number, width: number];

/** As TensorFlow pads: `same` adds what makes the output ⌈input / stride⌉, the odd one after; `valid` adds nothing. */
export type PaddingMode = 'same' | 'valid';

/** How a window slides along one axis. */
export interface WindowAxis {
  /** Number of positions. */
  readonly output: number;
  /** Padding before the first element and after the last. */
  readonly before: number;
  readonly after: number;
}

/**
 * Positions and padding of a window of `size` elements, `dilation` apart, along an axis of `input` elements.
 * @throws GraphError when it fits nowhere.
 */
export function slideWindow(
  kind: string,
  input: number,
  size: number,
  {
    stride,
    dilation = 1,
    padding,
  }: { readonly stride: number; readonly dilation?: number; readonly padding: PaddingMode },
): WindowAxis {
  requireWhole(kind, 'window, stride and dilation', [size, stride, dilation], 1);
  const extent = (size - 1) * dilation + 1;
  if (padding === 'same') {
    const output = Math.ceil(input / stride);
    const total = Math.max((output - 1) * stride + extent - input, 0);
    const before = Math.floor(total / 2);
    return { output, before, after: total - before };
  }
  const output = Math.floor((input - extent) / stride) + 1;
  if (output < 1) throw new GraphError(`${kind}: a window of ${extent} does not fit into ${input}`);
  return { output, before: 0, after: 0 };
}
