import { integer } from '../definition/options.js';
import { conv2d } from '../graph/ops/convolution.js';
import { depthwiseConv2d } from '../graph/ops/depthwiseConvolution.js';
import { activationOption, applyActivation } from './activationChoice.js';
import { addBias, biasOptions, biasWeights } from './bias.js';
import { convolutionAttributes, convolutionGeometry, convolutionOptions, unequalStrides } from './convolution.js';
import { depthMultiplierOption } from './depthwiseConv2d.js';
import { initializerOption } from './initializer.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';
import { regularizerOption } from './regularizer.js';
import { trainableOptions } from './trainable.js';

/** Keras's `SeparableConv2D`: one bias and one activation, after the pointwise part. */
export const separableConv2d = defineLayer({
  type: 'separableConv2d',
  description: 'A depthwise convolution, then a 1 × 1 convolution that mixes the channels: few parameters.',
  formula: 'y = activation((x ∗ depthwiseKernel) · pointwiseKernel + bias)',
  arity: 'one',
  options: {
    filters: integer({ description: 'Number of output channels.', minimum: 1, maximum: 65_536 }),
    ...convolutionOptions,
    depthMultiplier: depthMultiplierOption,
    activation: activationOption,
    ...biasOptions,
    depthwiseInitializer: initializerOption('depthwise kernel', 'glorotUniform'),
    pointwiseInitializer: initializerOption('pointwise kernel', 'glorotUniform'),
    depthwiseRegularizer: regularizerOption('Penalty on the depthwise kernel, added to the loss.'),
    pointwiseRegularizer: regularizerOption('Penalty on the pointwise kernel, added to the loss.'),
    ...trainableOptions,
  },
  infer: (options, inputs) => {
    const problem = unequalStrides('separableConv2d', options.strides);
    if (problem !== undefined) return problem;
    const geometry = convolutionGeometry('separableConv2d', options, inputs);
    if ('code' in geometry) return geometry;
    const { input, height, width } = geometry;
    const { kernelSize, filters, depthMultiplier } = options;
    const between = input.channels * depthMultiplier;
    return {
      outputShape: [height, width, filters],
      weights: [
        {
          name: 'depthwiseKernel',
          shape: [...kernelSize, input.channels, depthMultiplier],
          initializer: options.depthwiseInitializer,
          trainable: true,
          regularizer: options.depthwiseRegularizer,
        },
        {
          name: 'pointwiseKernel',
          shape: [1, 1, between, filters],
          initializer: options.pointwiseInitializer,
          trainable: true,
          regularizer: options.pointwiseRegularizer,
        },
        ...biasWeights(options, filters),
      ],
      macs: height * width * (kernelSize[0] * kernelSize[1] * between + between * filters),
    };
  },
  build: (options, inputs, context) => {
    const depthwise = context.weight('depthwiseKernel');
    const between = depthwiseConv2d(onlyValue(inputs), depthwise, convolutionAttributes(options));
    const pointwise = context.weight('pointwiseKernel');
    const mixed = conv2d(between, pointwise, { strides: [1, 1], padding: 'valid', dilations: [1, 1] });
    return applyActivation(options.activation, addBias(options, mixed, context));
  },
});
