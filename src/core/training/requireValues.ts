import type { Variable } from '../graph/graph.js';
import type { VariableValues } from './modelSession.js';

/** Stored values that are not those of a model's variables; the message names the first that does not fit. */
export class ValuesMismatchError extends Error {
  override readonly name = 'ValuesMismatchError';
}

/**
 * The values of just these variables, each there with its shape and as many numbers: what comes from a file must not be
 * left to an engine to find out. @throws ValuesMismatchError otherwise.
 */
export function requireValues(variables: readonly Variable[], values: VariableValues): VariableValues {
  return Object.fromEntries(
    variables.map((variable) => {
      const { name, dtype, shape } = variable;
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      const size = shape.reduce((product, side) => product * side, 1);
      if (
        value !== undefined &&
        value.dtype === dtype &&
        value.shape.join() === shape.join() &&
        value.data.length === size
      )
        return [name, value];
      const received = value === undefined ? 'nothing' : `${value.dtype} [${value.shape.join(', ')}]`;
      throw new ValuesMismatchError(
        `The stored values are of another model: "${name}" should be ${dtype} [${shape.join(', ')}], got ${received}.`,
      );
    }),
  );
}
