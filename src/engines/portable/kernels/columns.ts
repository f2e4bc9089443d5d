import { sizeOf, type Tensor } from '../heap.js';
import { axisOf, type KernelContext } from './kernel.js';

/** Rows that are summed in float32; the sums of such blocks are added up in float64, so that long sums stay exact. */
const BLOCK_ROWS = 256;

/** For each column (element of the last axis) Σ x over all others, in float64. */
export function columnTotals(context: KernelContext, x: Tensor): Float64Array {
  const { columnSums } = context.simd;
  const [totals] = blockTotals(context, x, 1, ([sums = 0], start, byteLength, rowBytes) =>
    columnSums(x.storage.offset + start, sums, byteLength, rowBytes),
  );
  return totals ?? new Float64Array(0);
}

/** For each column Σ (x − mean)². */
export function columnSquareTotals(context: KernelContext, x: Tensor, mean: Tensor): Float64Array {
  const { columnSquares } = context.simd;
  const [totals] = blockTotals(context, x, 1, ([sums = 0], start, byteLength, rowBytes) =>
    columnSquares(x.storage.offset + start, mean.storage.offset, sums, byteLength, rowBytes),
  );
  return totals ?? new Float64Array(0);
}

/** For each column Σ dy and Σ dy · (x − mean). */
export function columnProductTotals(
  context: KernelContext,
  dy: Tensor,
  x: Tensor,
  mean: Tensor,
): readonly [sums: Float64Array, products: Float64Array] {
  const { columnProducts } = context.simd;
  const [sums, products] = blockTotals(context, x, 2, ([first = 0, second = 0], start, byteLength, rowBytes) =>
    columnProducts(
      dy.storage.offset + start,
      x.storage.offset + start,
      mean.storage.offset,
      first,
      second,
      byteLength,
      rowBytes,
    ),
  );
  return [sums ?? new Float64Array(0), products ?? new Float64Array(0)];
}

function blockTotals(
  { heap }: KernelContext,
  x: Tensor,
  count: number,
  loop: (sums: readonly number[], start: number, byteLength: number, rowBytes: number) => void,
): Float64Array[] {
  const columns = axisOf(x.shape, -1);
  const rowBytes = columns * 4;
  const byteLength = sizeOf(x.shape) * 4;
  const sums = Array.from({ length: count }, () => heap.allocate('float32', [columns]));
  const totals = sums.map(() => new Float64Array(columns));
  const offsets = sums.map(({ storage }) => storage.offset);
  for (let start = 0; start < byteLength; start += BLOCK_ROWS * rowBytes) {
    loop(offsets, start, Math.min(BLOCK_ROWS * rowBytes, byteLength - start), rowBytes);
    sums.forEach((tensor, index) => {
      const [block, total] = [heap.floats(tensor), totals[index] as Float64Array];
      for (let column = 0; column < columns; column += 1) {
        total[column] = (total[column] as number) + (block[column] as number);
      }
    });
  }
  for (const tensor of sums) heap.release(tensor);
  return totals;
}
