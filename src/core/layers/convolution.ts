import { pair } from '../definition/options.js';
import type { ConvolutionAttributes } from '../graph/ops/convolution.js';
import type { PaddingMode, Pair } from '../graph/ops/window.js';
import { type FeatureMap, featureMapOf } from './featureMap.js';
import type { LayerProblem, SampleShape } from './layer.js';
import { paddingOption, slide, stridesOption, windowSpan } from './slidingWindow.js';

/** Options that every convolution has. */
export const convolutionOptions = {
  kernelSize: pair({
    description: 'Height and width of the kernel; one number stands for both.',
    minimum: 1,
    maximum: 4096,
  }),
  strides: stridesOption,
  padding: paddingOption,
  dilationRate: pair({
    description:
      'Distance between the taps of the kernel, `[vertical, horizontal]`; not together with strides above 1.',
    default: [1, 1],
    minimum: 1,
    maximum: 4096,
  }),
};

interface ConvolutionOptions {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: PaddingMode;
  readonly dilationRate: Pair;
}

/** What a convolution reads, and the height and width of what it gives. */
export interface ConvolutionGeometry {
  readonly input: FeatureMap;
  readonly height: number;
  readonly width: number;
}

/** A convolution's options as its op takes them. */
export function convolutionAttributes(options: ConvolutionOptions): ConvolutionAttributes {
  return { strides: options.strides, padding: options.padding, dilations: options.dilationRate };
}

/** Works out where a convolution's kernel fits, or what is wrong with it. */
export function convolutionGeometry(
  layer: string,
  options: ConvolutionOptions,
  inputs: readonly SampleShape[],
): ConvolutionGeometry | LayerProblem {
  const input = featureMapOf(layer, inputs);
  if ('code' in input) return input;
  if (Math.max(...options.strides) > 1 && Math.max(...options.dilationRate) > 1)
    return {
      code: 'strides-with-dilation',
      message: `${layer} can have strides (${options.strides.join(' × ')}) or dilationRate (${options.dilationRate.join(' × ')}) above 1, not both.`,
      option: 'dilationRate',
      fix: { kind: 'setOption', title: 'Set dilationRate to 1', option: 'dilationRate', value: 1 },
    };
  const output = slide({ ...convolutionAttributes(options), size: options.kernelSize }, input);
  if (output === undefined) return kernelTooLarge(layer, options, input);
  return { input, height: output[0], width: output[1] };
}

/** TensorFlow's depthwise kernels step alike in both directions. */
export function unequalStrides(layer: string, strides: Pair): LayerProblem | undefined {
  if (strides[0] === strides[1]) return undefined;
  const stride = Math.max(...strides);
  return {
    code: 'unequal-strides',
    message: `${layer} needs the same stride in both directions, got ${strides.join(' × ')}.`,
    option: 'strides',
    fix: { kind: 'setOption', title: `Set strides to ${stride}`, option: 'strides', value: stride },
  };
}

function kernelTooLarge(layer: string, options: ConvolutionOptions, input: FeatureMap): LayerProblem {
  const { kernelSize, dilationRate } = options;
  const isDilated = Math.max(...dilationRate) > 1;
  const span = kernelSize.map((size, axis) => windowSpan(size, dilationRate[axis] ?? 1));
  const kernel = `${kernelSize.join(' × ')}${isDilated ? ` (${span.join(' × ')} when dilated)` : ''}`;
  return {
    code: 'kernel-too-large',
    message: `${layer}'s kernel of ${kernel} is larger than its input of ${input.height} × ${input.width}. Make it smaller, or pad with "same".`,
    option: 'kernelSize',
    fix: { kind: 'setOption', title: 'Set padding to "same"', option: 'padding', value: 'same' },
  };
}
