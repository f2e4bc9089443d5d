import { boolean } from '../definition/options.js';
import { featureMapOf } from './featureMap.js';
import type { LayerInference, LayerProblem, SampleShape } from './layer.js';

/** Options of pooling over the whole image. */
export const globalPoolingOptions = {
  keepdims: boolean({
    description: 'Leaves height and width in place, as `[1, 1, channels]`.',
    default: false,
  }),
};

/** Output shape of pooling over the whole image. */
export function inferGlobalPooling(
  layer: string,
  options: { readonly keepdims: boolean },
  inputs: readonly SampleShape[],
): LayerInference | LayerProblem {
  const input = featureMapOf(layer, inputs);
  if ('code' in input) return input;
  return { outputShape: options.keepdims ? [1, 1, input.channels] : [input.channels], weights: [], macs: 0 };
}
