import type { NoAttributes } from '../../../core/graph/ops/elementwise.js';
import type { MatMulAttributes } from '../../../core/graph/ops/linear.js';
import type { Tensor } from '../heap.js';
import { columnTotals } from './columns.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext } from './kernel.js';

/** Transposes first: TensorFlow.js's product is fast only without its transposing flags. */
export const matMul: Kernel<MatMulAttributes> = ({ inputs, attributes, context }) => {
  const [a, b] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { heap } = context;
  if (attributes.transposeA && !attributes.transposeB && axisOf(b.shape, 1) % 4 === 0) {
    return [transposedProduct(a, b, context)];
  }
  const left = attributes.transposeA ? permuted(a, [1, 0], context) : heap.share(a);
  const right = attributes.transposeB ? permuted(b, [1, 0], context) : heap.share(b);
  try {
    return [product(left, right, undefined, context)];
  } finally {
    heap.release(left);
    heap.release(right);
  }
};

/** `aᵀ · b`, the gradient of a dense layer's kernel, without transposing; columns of `b` are whole vectors. */
function transposedProduct(a: Tensor, b: Tensor, { heap, simd }: KernelContext): Tensor {
  const [depth, height] = a.shape as [number, number];
  const width = axisOf(b.shape, 1);
  const output = heap.allocate('float32', [height, width]);
  heap.floats(output).fill(0);
  const [from, to] = [a.storage.offset, output.storage.offset];
  if (depth * height * width > 0) {
    simd.accumulateProduct(from, b.storage.offset, to, 1, depth, height * 4, width * 4, 0, 0, height, width * 4);
  }
  return output;
}

/** `a · b (+ bias)`. */
export function product(a: Tensor, b: Tensor, bias: Tensor | undefined, { heap, backend }: KernelContext): Tensor {
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
