import { GraphError, type Value } from '../graph/graph.js';

/** The only input of a layer with arity `one`. */
export function onlyValue(inputs: readonly Value[]): Value {
  const [value] = inputs;
  if (value === undefined || inputs.length !== 1) throw new GraphError(`expected one input, got ${inputs.length}`);
  return value;
}
