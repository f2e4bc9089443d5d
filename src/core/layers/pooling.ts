import type { OptionSpec } from '../definition/option.js';
import { pair } from '../definition/options.js';
import type { PaddingMode, Pair } from '../graph/ops/window.js';
import { featureMapOf } from './featureMap.js';
import type { LayerInference, LayerProblem, SampleShape } from './layer.js';
import { paddingOption, slide } from './slidingWindow.js';

const strides: OptionSpec<Pair | undefined> = pair({
  description: 'Steps of the window, `[vertical, horizontal]`; as large as the window if not given.',
  required: false,
  minimum: 1,
  maximum: 4096,
});

/** Options of pooling with a window. */
export const poolingOptions = {
  poolSize: pair({
    description: 'Height and width of the window; one number stands for both.',
    default: [2, 2],
    minimum: 1,
    maximum: 4096,
  }),
  strides,
  padding: paddingOption,
};

interface PoolingOptions {
  readonly poolSize: Pair;
  readonly strides: Pair | undefined;
  readonly padding: PaddingMode;
}

/** The options as the pooling ops take them. */
export function poolingAttributes(options: PoolingOptions) {
  return { poolSize: options.poolSize, strides: options.strides ?? options.poolSize, padding: options.padding };
}

/** Output shape of pooling with a window. */
export function inferPooling(
  layer: string,
  options: PoolingOptions,
  inputs: readonly SampleShape[],
): LayerInference | LayerProblem {
  const input = featureMapOf(layer, inputs);
  if ('code' in input) return input;
  const { poolSize, ...rest } = poolingAttributes(options);
  const output = slide({ ...rest, size: poolSize, dilations: [1, 1] }, input);
  if (output === undefined)
    return {
      code: 'pooled-to-nothing',
      message: `${layer}'s window of ${poolSize.join(' × ')} is larger than its input of ${input.height} × ${input.width}: nothing would be left. Use a smaller poolSize, fewer pooling layers before it, or padding "same".`,
      option: 'poolSize',
      fix: { kind: 'setOption', title: 'Set padding to "same"', option: 'padding', value: 'same' },
    };
  return { outputShape: [...output, input.channels], weights: [], macs: 0 };
}
