import type { OptionSpec } from '../definition/option.js';
import { number, propertiesSchema, readOptions, shown } from '../definition/options.js';

/** Penalty added to the loss: `l1 · Σ|w| + l2 · Σw²`, as Keras's L1L2. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

const parts = {
  l1: number({ description: 'Weight of the sum of absolute values.', default: 0, minimum: 0, maximum: 1e6 }),
  l2: number({ description: 'Weight of the sum of squares.', default: 0, minimum: 0, maximum: 1e6 }),
};

/** An optional penalty on a kernel, written `{ "l2": 0.0001 }`. */
export function regularizerOption(description: string): OptionSpec<Regularizer | undefined> {
  return {
    description,
    default: undefined,
    required: false,
    schema: { type: 'object', description, properties: propertiesSchema(parts), additionalProperties: false },
    read: (value, path, report) => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return readOptions(parts, value as Record<string, unknown>, path, report, []);
      report({
        path,
        code: 'wrong-type',
        message: `Expected a penalty such as { "l1": 0, "l2": 0.0001 }, got ${shown(value)}.`,
      });
      return undefined;
    },
  };
}
