import { bilinearTaps, type ResizeAttributes } from '../../../core/graph/ops/resize.js';
import type { Tensor } from '../heap.js';
import { inputAt, type Kernel } from './kernel.js';

export const resizeBilinear: Kernel<ResizeAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const y = heap.allocate('float32', [batch, attributes.height, attributes.width, channels]);
  const [from, to] = [heap.floats(x), heap.floats(y)];
  const at = (position: number) => from[position] as number;
  forEachPixel(x, attributes, (output, { topLeft, topRight, bottomLeft, bottomRight, across, down }) => {
    for (let channel = 0; channel < channels; channel += 1) {
      const top = at(topLeft + channel) + (at(topRight + channel) - at(topLeft + channel)) * across;
      const bottom = at(bottomLeft + channel) + (at(bottomRight + channel) - at(bottomLeft + channel)) * across;
      to[output + channel] = top + (bottom - top) * down;
    }
  });
  return [y];
};

export const resizeBilinearGradient: Kernel<ResizeAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const channels = x.shape[3] as number;
  const dx = heap.allocate('float32', x.shape);
  const [slopes, to] = [heap.floats(dy), heap.floats(dx)];
  to.fill(0);
  const give = (position: number, amount: number) => {
    to[position] = (to[position] as number) + amount;
  };
  forEachPixel(x, attributes, (output, { topLeft, topRight, bottomLeft, bottomRight, across, down }) => {
    for (let channel = 0; channel < channels; channel += 1) {
      const slope = slopes[output + channel] as number;
      give(topLeft + channel, slope * (1 - down) * (1 - across));
      give(topRight + channel, slope * (1 - down) * across);
      give(bottomLeft + channel, slope * down * (1 - across));
      give(bottomRight + channel, slope * down * across);
    }
  });
  return [dx];
};

/** Positions of the first channels of the four pixels around a new one, and its shares of the right and the lower. */
interface Corners {
  topLeft: number;
  topRight: number;
  bottomLeft: number;
  bottomRight: number;
  across: number;
  down: number;
}

/** Visits each new pixel with the position of its first channel; `corners` is one object, filled anew for each. */
function forEachPixel(
  x: Tensor,
  { height, width }: ResizeAttributes,
  visit: (output: number, corners: Readonly<Corners>) => void,
): void {
  const [batch, fromHeight, fromWidth, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [bilinearTaps(fromHeight, height), bilinearTaps(fromWidth, width)];
  const corners: Corners = { topLeft: 0, topRight: 0, bottomLeft: 0, bottomRight: 0, across: 0, down: 0 };
  let output = 0;
  for (let n = 0; n < batch; n += 1)
    for (let row = 0; row < height; row += 1) {
      const top = (n * fromHeight + (rows.lower[row] as number)) * fromWidth;
      const bottom = (n * fromHeight + (rows.upper[row] as number)) * fromWidth;
      corners.down = rows.share[row] as number;
      for (let column = 0; column < width; column += 1) {
        const [left, right] = [columns.lower[column] as number, columns.upper[column] as number];
        corners.topLeft = (top + left) * channels;
        corners.topRight = (top + right) * channels;
        corners.bottomLeft = (bottom + left) * channels;
        corners.bottomRight = (bottom + right) * channels;
        corners.across = columns.share[column] as number;
        visit(output, corners);
        output += channels;
      }
    }
}
