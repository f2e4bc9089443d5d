import type { OptionSpec } from '../../definition/option.js';
import { number } from '../../definition/options.js';
import type { GraphNode } from '../graph.js';
import { decayWeights } from '../ops/update.js';
import type { WeightUpdate } from './optimizer.js';

/** The `learningRate` option with an optimizer's own default. */
export function learningRateOption(initial: number): OptionSpec<number> {
  return number({
    description: 'Learning rate, before any schedule.',
    default: initial,
    minimum: 1e-30,
    maximum: 1e6,
  });
}

/** The `weightDecay` option of an optimizer that does not decay unless told to. */
export const weightDecayOption: OptionSpec<number | undefined> = number({
  description: 'Decoupled weight decay: each step takes `learningRate · weightDecay` of every weight away first.',
  required: false,
  minimum: 0,
  maximum: 1e6,
});

const clipnorm: OptionSpec<number | undefined> = number({
  description: 'Scales the gradient of each weight down to at most this norm.',
  required: false,
  minimum: 1e-12,
  maximum: 1e12,
});

const globalClipnorm: OptionSpec<number | undefined> = number({
  description: 'Scales all gradients together down to at most this norm; not together with `clipnorm`.',
  required: false,
  minimum: 1e-12,
  maximum: 1e12,
});

/** Gradient clipping: every optimizer has these; whoever builds the step clips before it calls `update`. */
export const clippingOptions = { clipnorm, globalClipnorm };

/** Share of an average that each step keeps: `beta1`, `rho`, … */
export function decayOption(description: string, initial: number): OptionSpec<number> {
  return number({ description, default: initial, minimum: 0, exclusiveMaximum: 1 });
}

/** The `epsilon` option. */
export const epsilonOption = number({
  description: 'Small number against division by 0.',
  default: 1e-7,
  // Smaller ones are 0 in float32, or nearly.
  minimum: 1e-30,
  maximum: 1,
});

/** The decay of a weight, before its update, as a list of no or one node. */
export function weightDecayNodes(rate: number | undefined, weight: WeightUpdate): readonly GraphNode[] {
  if (rate === undefined || rate === 0) return [];
  return [decayWeights(weight.learningRate, { variable: weight.variable, rate })];
}

/** A slot by name. @throws RangeError when the program did not make it. */
export function slotOf(weight: WeightUpdate, name: string) {
  const slot = weight.slots[name];
  if (slot === undefined) throw new RangeError(`${weight.variable.name} has no slot ${name}`);
  return slot;
}
