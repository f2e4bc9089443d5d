import fc from 'fast-check';
import type { JsonSchema } from '../../src/core/definition/option.js';

/** Values that break naive readers: numbers at every edge, keys and names of the language, control and hidden marks. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[0, -0, -1, 1, 0.5, 1e308, -1e308, 1e-320, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 65_535, 65_536],
    ...[
      '',
      ' ',
      '\0',
      'a\0b',
      '\u001b[31m',
      '\n',
      '\u202e',
      '\ud800',
      '\ufeff',
      '..',
      '../..',
      '/',
      'C:\\',
      'x'.repeat(5000),
    ],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'NaN', 'Infinity', '1'],
    ...[null, true, false, [], {}, [[]], [null], [1e308, 1e308], { __proto__: null, a: 1 }, { type: 'dense' }],
  ),
  fc.constantFrom('relu', 'softmax', 'same', 'dataset', 'adamW', 'earlyStopping'),
  fc.jsonValue({ maxDepth: 2 }),
);

/** JSON values that a schema (of the subset that options use) allows, mostly small ones, at times those at its edges. */
export function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if (Array.isArray(schema.anyOf)) return fc.oneof(...(schema.anyOf as JsonSchema[]).map(valuesOf));
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return wholeNumbers(schema);
    case 'number':
      return numbers(schema);
    case 'array': {
      const {
        items,
        minItems = 0,
        maxItems = 4,
      } = schema as { items: JsonSchema; minItems?: number; maxItems?: number };
      return fc.array(valuesOf(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) });
    }
    case 'object':
      return objectsOf(schema);
    default:
      return fc.constantFrom('a', 'b', 'conv', 'name with spaces', 'ünï');
  }
}

/** Objects with the required keys of a schema and any of the others. */
export function objectsOf(schema: JsonSchema): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const model = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, valuesOf(value)]));
  return fc.record(model, { requiredKeys: required.filter((key) => key in model) });
}

function wholeNumbers({ minimum = -5, maximum = 2 ** 31 }: { minimum?: number; maximum?: number }) {
  const small = fc.integer({ min: minimum, max: Math.min(maximum, minimum + 4) });
  return fc.oneof(
    { weight: 12, arbitrary: small },
    { weight: 1, arbitrary: fc.integer({ min: minimum, max: maximum }) },
  );
}

function numbers(schema: JsonSchema): fc.Arbitrary<number> {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema as Readonly<
    Record<string, number | undefined>
  >;
  const low = minimum ?? exclusiveMinimum ?? -10;
  const high = maximum ?? exclusiveMaximum ?? 10;
  const options = {
    min: low,
    max: high,
    noNaN: true,
    minExcluded: minimum === undefined && exclusiveMinimum !== undefined,
    maxExcluded: maximum === undefined && exclusiveMaximum !== undefined,
  };
  const usual = [0.001, 0.1, 0.5, 0.9, 1].filter((value) => value > low && value < high && value !== exclusiveMaximum);
  const any = fc.double(options);
  return usual.length === 0
    ? any
    : fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: any });
}
