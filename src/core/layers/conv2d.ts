import { integer } from '../definition/options.js';
import { conv2d as convolve } from '../graph/ops/convolution.js';
import { activationOption, applyActivation } from './activationChoice.js';
import { addBias, biasOptions, biasWeights } from './bias.js';
import { convolutionAttributes, convolutionGeometry, convolutionOptions } from './convolution.js';
import { initializerOption } from './initializer.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';
import { regularizerOption } from './regularizer.js';
import { trainableOptions } from './trainable.js';

/** Keras's `Conv2D` without groups. */
export const conv2d = defineLayer({
  type: 'conv2d',
  description: 'Slides `filters` small kernels over an image; each sees all channels.',
  formula: 'y = activation(x ∗ kernel + bias)',
  arity: 'one',
  options: {
    filters: integer({ description: 'Number of output channels.', minimum: 1, maximum: 65_536 }),
    ...convolutionOptions,
    activation: activationOption,
    ...biasOptions,
    kernelInitializer: initializerOption('kernel', 'glorotUniform'),
    kernelRegularizer: regularizerOption('Penalty on the kernel, added to the loss.'),
    ...trainableOptions,
  },
  infer: (options, inputs) => {
    const geometry = convolutionGeometry('conv2d', options, inputs);
    if ('code' in geometry) return geometry;
    const { input, height, width } = geometry;
    const { filters, kernelSize } = options;
    return {
      outputShape: [height, width, filters],
      weights: [
        {
          name: 'kernel',
          shape: [...kernelSize, input.channels, filters],
          initializer: options.kernelInitializer,
          trainable: true,
          regularizer: options.kernelRegularizer,
        },
        ...biasWeights(options, filters),
      ],
      macs: height * width * kernelSize[0] * kernelSize[1] * input.channels * filters,
    };
  },
  build: (options, inputs, context) => {
    const convolved = convolve(onlyValue(inputs), context.weight('kernel'), convolutionAttributes(options));
    return applyActivation(options.activation, addBias(options, convolved, context));
  },
});
