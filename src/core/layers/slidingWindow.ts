import { choice, pair } from '../definition/options.js';
import { type PaddingMode, type Pair, slideWindow } from '../graph/ops/window.js';
import type { FeatureMap } from './featureMap.js';

/** The `padding` option of convolutions and pooling. */
export const paddingOption = choice<PaddingMode>({
  description: '`valid`: the window stays inside the input. `same`: padded, so that stride 1 keeps the size.',
  values: ['valid', 'same'],
  default: 'valid',
});

/** The `strides` option of convolutions. */
export const stridesOption = pair({
  description: 'Steps of the window, `[vertical, horizontal]`; one number stands for both.',
  default: [1, 1],
  minimum: 1,
  maximum: 4096,
});

/** A window that slides over a feature map, `[vertical, horizontal]`. */
export interface SlidingWindow {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: PaddingMode;
}

/** Height and width that sliding the window over the map gives; undefined when it does not fit. */
export function slide(window: SlidingWindow, map: FeatureMap): Pair | undefined {
  const height = positions(map.height, window, 0);
  const width = positions(map.width, window, 1);
  return height === undefined || width === undefined ? undefined : [height, width];
}

/** Elements that a dilated window spans along an axis. */
export function windowSpan(size: number, dilation: number): number {
  return (size - 1) * dilation + 1;
}

function positions(length: number, window: SlidingWindow, axis: 0 | 1): number | undefined {
  const { size, strides, dilations, padding } = window;
  if (padding === 'valid' && windowSpan(size[axis], dilations[axis]) > length) return undefined;
  return slideWindow('window', length, size[axis], { stride: strides[axis], dilation: dilations[axis], padding })
    .output;
}
