import { choice } from '../definition/options.js';
import type { Value } from '../graph/graph.js';
import { type ActivationFunction, activation, activationFunctions } from '../graph/ops/activation.js';

/** Names that an `activation` option takes; `linear` changes nothing. `gelu` is the exact one, with erf. */
export const activationNames = ['linear', ...activationFunctions] as const;

export type ActivationName = 'linear' | ActivationFunction;

/** The `activation` option of dense and convolutional layers. */
export const activationOption = choice<ActivationName>({
  description: 'Function applied to the output; `linear` changes nothing.',
  values: activationNames,
  default: 'linear',
});

/** Applies the function; a softmax is always one node, which the loss looks for to work on logits. */
export function applyActivation(name: ActivationName, x: Value, alpha?: number): Value {
  if (name === 'linear') return x;
  return activation(x, alpha === undefined ? { function: name } : { function: name, alpha });
}
