import { add as addValues } from '../graph/ops/elementwise.js';
import { defineLayer } from './layer.js';
import { inferElementwiseMerge, mergeElementwise } from './merging.js';

/** Keras's `Add`. */
export const add = defineLayer({
  type: 'add',
  description: 'Adds its inputs, number by number: the end of a shortcut.',
  formula: 'y = x₁ + x₂ + …',
  arity: 'many',
  options: {},
  infer: (_options, inputs) => inferElementwiseMerge('add', inputs),
  build: (_options, inputs) => mergeElementwise(inputs, addValues),
});
