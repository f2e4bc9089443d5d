import type { OptionSpec } from '../definition/option.js';
import { choice, number } from '../definition/options.js';
import { type ActivationName, activationNames, applyActivation } from './activationChoice.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

const alpha: OptionSpec<number | undefined> = number({
  description: 'Factor below 0 for `elu` (1 if not given) and slope below 0 for `leakyRelu` (0.2 if not given).',
  required: false,
  minimum: 0,
});

const takeAlpha: readonly ActivationName[] = ['elu', 'leakyRelu'];

/** Keras's `Activation`, with the `alpha` of its `ELU` and the `negative_slope` of its `LeakyReLU`. */
export const activation = defineLayer({
  type: 'activation',
  description: 'Applies a function to each number; `softmax` to the channels together.',
  formula: 'y = activation(x)',
  arity: 'one',
  options: {
    activation: choice<ActivationName>({ description: 'The function.', values: activationNames }),
    alpha,
  },
  infer: (options, inputs) => {
    if (options.alpha !== undefined && !takeAlpha.includes(options.activation))
      return {
        code: 'alpha-not-used',
        message: `${options.activation} has no alpha, got ${options.alpha}. Remove it, or use ${takeAlpha.join(' or ')}.`,
        option: 'alpha',
      };
    return { outputShape: onlyShape(inputs), weights: [], macs: 0 };
  },
  build: (options, inputs) => applyActivation(options.activation, onlyValue(inputs), options.alpha),
});
