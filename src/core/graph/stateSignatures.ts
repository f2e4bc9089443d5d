import type { Signature, Value, Variable } from './graph.js';
import { placeholder, variable } from './ops/source.js';
import { assign } from './ops/update.js';

/** A feed with a variable's name, type and shape. */
export function stateFeed(target: Variable): Value {
  return placeholder({ name: target.name, dtype: target.dtype, shape: target.shape });
}

/** Gives the values of variables by their names. */
export function readState(name: string, state: readonly Variable[]): Signature {
  return { name, outputs: Object.fromEntries(state.map((item) => [item.name, variable(item)])), updates: [] };
}

/** Feeds variables by their names. */
export function writeState(name: string, state: readonly Variable[]): Signature {
  return { name, outputs: {}, updates: state.map((item) => assign(stateFeed(item), { variable: item })) };
}
