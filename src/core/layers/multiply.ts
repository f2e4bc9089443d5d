import { multiply as multiplyValues } from '../graph/ops/elementwise.js';
import { defineLayer } from './layer.js';
import { inferElementwiseMerge, mergeElementwise } from './merging.js';

/** Keras's `Multiply`. */
export const multiply = defineLayer({
  type: 'multiply',
  description: 'Multiplies its inputs, number by number: a gate, such as squeeze and excitation.',
  formula: 'y = x₁ · x₂ · …',
  arity: 'many',
  options: {},
  infer: (_options, inputs) => inferElementwiseMerge('multiply', inputs),
  build: (_options, inputs) => mergeElementwise(inputs, multiplyValues),
});
