import type { NoAttributes } from '../../../core/graph/ops/elementwise.js';
import type { MatMulAttributes } from '../../../core/graph/ops/linear.js';
import type { Tensor } from '../heap.js';
import { columnTotals } from './columns.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext } from './kernel.js';

/** Rows of a product up to which the loops here are faster than TensorFlow.js's, which packs its right operand first. */
const FEW_ROWS = 256;

/**
 * Columns that are worked on at a time where the sums are long: the lines of `b` that they take up stay in the nearest
 * cache for all rows. A small `b` stays there as a whole.
 */
const PANEL_BYTES = 64;
const LONG_SUM = 128;

export const matMul: Kernel<MatMulAttributes> = ({ inputs, attributes, context }) => [
  product(inputAt(inputs, 0), inputAt(inputs, 1), attributes, undefined, context),
];

/** `a · b (+ bias)`, either of them transposed first. */
export function product(
  a: Tensor,
  b: Tensor,
  { transposeA, transposeB }: MatMulAttributes,
  bias: Tensor | undefined,
  context: KernelContext,
): Tensor {
  const { heap } = context;
  const right = transposeB ? permuted(b, [1, 0], context) : heap.share(b);
  const rows = axisOf(a.shape, transposeA ? 1 : 0);
  const isVectorWide = axisOf(right.shape, 1) % 4 === 0;
  // What the loops here sum over comes first in both operands: the gradient of a kernel needs no transposing.
  const isTall = isVectorWide && (transposeA || rows <= FEW_ROWS);
  const left = transposeA === isTall ? heap.share(a) : permuted(a, [1, 0], context);
  try {
    return isTall ? tallProduct(left, right, bias, context) : packedProduct(left, right, bias, context);
  } finally {
    heap.release(left);
    heap.release(right);
  }
}

/** `aᵀ · b (+ bias)`; the columns of `b` are whole vectors. */
function tallProduct(a: Tensor, b: Tensor, bias: Tensor | undefined, { heap, simd }: KernelContext): Tensor {
  const [depth, height] = a.shape as [number, number];
  const width = axisOf(b.shape, 1);
  const output = heap.allocate('float32', [height, width]);
  const sums = heap.floats(output);
  if (bias === undefined) sums.fill(0);
  else {
    const row = heap.floats(bias);
    for (let start = 0; start < sums.length; start += width) sums.set(row, start);
  }
  if (depth === 0) return output;
  const [from, other, to] = [a.storage.offset, b.storage.offset, output.storage.offset];
  const [step, rowBytes] = [height * 4, width * 4];
  const panel = depth < LONG_SUM ? rowBytes : PANEL_BYTES;
  for (let start = 0; start < rowBytes && height > 0; start += panel) {
    const bytes = Math.min(panel, rowBytes - start);
    simd.accumulateProduct(from, other + start, to + start, 1, depth, step, rowBytes, 0, 0, height, bytes, rowBytes);
  }
  return output;
}

/** `a · b (+ bias)` by TensorFlow.js: fast only without its transposing flags. */
function packedProduct(a: Tensor, b: Tensor, bias: Tensor | undefined, { heap, backend }: KernelContext): Tensor {
  const [rows, columns] = [axisOf(a.shape, 0), axisOf(b.shape, 1)];
  const inputs = { a: heap.info(a, [1, ...a.shape]), b: heap.info(b, [1, ...b.shape]) };
  const flags = { transposeA: false, transposeB: false };
  const info =
    bias === undefined
      ? backend.run('BatchMatMul', inputs, flags)
      : backend.run('_FusedMatMul', { ...inputs, bias: heap.info(bias) }, { ...flags, activation: 'linear' });
  return heap.adopt(info, [rows, columns]);
}

/** Axes in another order. */
export function permuted(x: Tensor, permutation: readonly number[], { heap, backend }: KernelContext): Tensor {
  const shape = permutation.map((axis) => axisOf(x.shape, axis));
  return heap.adopt(backend.run('Transpose', { x: heap.info(x) }, { perm: [...permutation] }), shape, x.dtype);
}

export const biasAdd: Kernel<NoAttributes> = ({ inputs, context }) => {
  const [x, bias] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const rowBytes = axisOf(bias.shape, 0) * 4;
  const { addColumns } = context.simd;
  return [
    filled(context, x.shape, (y, length) => addColumns(x.storage.offset, bias.storage.offset, y, length, rowBytes)),
  ];
};

export const biasAddGradient: Kernel<NoAttributes> = ({ inputs, context }) => {
  const dy = inputAt(inputs, 0);
  const output = context.heap.allocate('float32', [axisOf(dy.shape, -1)]);
  const totals = columnTotals(context, dy);
  context.heap.floats(output).set(totals);
  return [output];
};
