import { integer } from '../definition/options.js';
import { depthwiseConv2d as convolve } from '../graph/ops/depthwiseConvolution.js';
import { activationOption, applyActivation } from './activationChoice.js';
import { addBias, biasOptions, biasWeights } from './bias.js';
import { convolutionAttributes, convolutionGeometry, convolutionOptions, unequalStrides } from './convolution.js';
import { initializerOption } from './initializer.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';
import { regularizerOption } from './regularizer.js';
import { trainableOptions } from './trainable.js';

/** The `depthMultiplier` option of depthwise and separable convolutions. */
export const depthMultiplierOption = integer({
  description: 'Output channels for each input channel.',
  default: 1,
  minimum: 1,
  maximum: 4096,
});

/** Keras's `DepthwiseConv2D`. Output channel `c · depthMultiplier + m` is kernel `m` on input channel `c`. */
export const depthwiseConv2d = defineLayer({
  type: 'depthwiseConv2d',
  description: 'Slides kernels of its own over each channel; channels do not mix.',
  formula: 'y[c · depthMultiplier + m] = activation(x[c] ∗ kernel[c, m] + bias)',
  arity: 'one',
  options: {
    ...convolutionOptions,
    depthMultiplier: depthMultiplierOption,
    activation: activationOption,
    ...biasOptions,
    depthwiseInitializer: initializerOption('kernel', 'glorotUniform'),
    depthwiseRegularizer: regularizerOption('Penalty on the kernel, added to the loss.'),
    ...trainableOptions,
  },
  infer: (options, inputs) => {
    const problem = unequalStrides('depthwiseConv2d', options.strides);
    if (problem !== undefined) return problem;
    const geometry = convolutionGeometry('depthwiseConv2d', options, inputs);
    if ('code' in geometry) return geometry;
    const { input, height, width } = geometry;
    const { kernelSize, depthMultiplier } = options;
    const channels = input.channels * depthMultiplier;
    return {
      outputShape: [height, width, channels],
      weights: [
        {
          name: 'kernel',
          shape: [...kernelSize, input.channels, depthMultiplier],
          initializer: options.depthwiseInitializer,
          trainable: true,
          regularizer: options.depthwiseRegularizer,
        },
        ...biasWeights(options, channels),
      ],
      macs: height * width * kernelSize[0] * kernelSize[1] * channels,
    };
  },
  build: (options, inputs, context) => {
    const convolved = convolve(onlyValue(inputs), context.weight('kernel'), convolutionAttributes(options));
    return applyActivation(options.activation, addBias(options, convolved, context));
  },
});
