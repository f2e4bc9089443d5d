import { integer } from '../definition/options.js';
import { matMul } from '../graph/ops/linear.js';
import { activationOption, applyActivation } from './activationChoice.js';
import { addBias, biasOptions, biasWeights } from './bias.js';
import { onlyShape, shownShape } from './featureMap.js';
import { initializerOption } from './initializer.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';
import { regularizerOption } from './regularizer.js';
import { trainableOptions } from './trainable.js';

/** Keras's `Dense`, on lists of features alone: on an image Keras would work on the channels, seldom what was meant. */
export const dense = defineLayer({
  type: 'dense',
  description: 'Connects each input feature with each of `units` outputs.',
  formula: 'y = activation(x · kernel + bias)',
  arity: 'one',
  options: {
    units: integer({ description: 'Number of outputs.', minimum: 1, maximum: 65_536 }),
    activation: activationOption,
    ...biasOptions,
    kernelInitializer: initializerOption('kernel', 'glorotUniform'),
    kernelRegularizer: regularizerOption('Penalty on the kernel, added to the loss.'),
    ...trainableOptions,
  },
  infer: (options, inputs) => {
    const shape = onlyShape(inputs);
    const [features] = shape;
    if (features === undefined || shape.length !== 1)
      return {
        code: 'dense-needs-flatten',
        message: `dense works on a list of features, but its input is ${shownShape(shape)}. Put a flatten layer before it.`,
        fix: { kind: 'insertBefore', title: 'Insert a flatten layer', layer: { type: 'flatten' } },
      };
    return {
      outputShape: [options.units],
      weights: [
        {
          name: 'kernel',
          shape: [features, options.units],
          initializer: options.kernelInitializer,
          trainable: true,
          regularizer: options.kernelRegularizer,
        },
        ...biasWeights(options, options.units),
      ],
      macs: features * options.units,
    };
  },
  build: (options, inputs, context) => {
    const product = matMul(onlyValue(inputs), context.weight('kernel'), { transposeA: false, transposeB: false });
    return applyActivation(options.activation, addBias(options, product, context));
  },
});
