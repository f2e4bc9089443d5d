import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptionSpecs, ValueProblem } from '../../src/core/definition/option.js';
import { readOptions } from '../../src/core/definition/options.js';

/** Something in a registry whose options a definition gives. */
interface Configurable {
  readonly type: string;
  readonly options: OptionSpecs;
}

/** Values near the ones that options take, so that a good part of them is right. */
const likelyValue = fc.oneof(
  fc.integer({ min: -2, max: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.boolean(),
  fc.constantFrom('same', 'valid', 'relu', 'linear', 'softmax', 'zeros', 'heNormal', 'loss', 'accuracy', 'dataset', ''),
  fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 4 }),
  fc.array(fc.array(fc.nat(4), { maxLength: 3 }), { maxLength: 3 }),
  fc.record({ l1: fc.double({ min: -1, max: 1 }), l2: fc.nat(2) }, { requiredKeys: [] }),
  fc.record({ l3: fc.nat() }),
  fc.jsonValue(),
);

/**
 * What holds for the options of everything that is registered: reading never throws, says what is wrong if and only if
 * it gives nothing, agrees with the JSON Schema, and takes its own defaults.
 */
export function describeOptionContract(registry: string, types: readonly Configurable[]): void {
  describe(`options of ${registry}`, () => {
    const specs = types.flatMap(({ type, options }) =>
      Object.entries(options).map(([key, spec]) => [`${type}.${key}`, key, spec] as const),
    );

    it.each(types.map((type) => [type.type, type.options] as const))(
      '%s: any object is read or refused',
      (_, options) => {
        const keys = [...Object.keys(options), 'unheardOf'];
        fc.assert(
          fc.property(fc.dictionary(fc.constantFrom(...keys), likelyValue), (body) => {
            const problems: ValueProblem[] = [];
            const read = readOptions(options, body, ['layers', 0], (problem) => problems.push(problem), []);
            expect(read === undefined).toBe(problems.length > 0);
            for (const { path, code, message } of problems) {
              expect(path.slice(0, 2)).toEqual(['layers', 0]);
              expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
              expect(message).toMatch(/\S/);
            }
            if (read !== undefined) expect(Object.keys(read).sort()).toEqual(Object.keys(options).sort());
          }),
        );
      },
    );

    it.runIf(specs.length > 0).each(specs)('%s accepts what its schema accepts', (_, key, spec) => {
      const validate = new Ajv({ strict: false }).compile(spec.schema);
      fc.assert(
        fc.property(likelyValue, (value) => {
          const problems: ValueProblem[] = [];
          const read = spec.read(value, [key], (problem) => problems.push(problem));
          expect(read === undefined).toBe(problems.length > 0);
          expect(`${JSON.stringify(value)} ${read !== undefined}`).toBe(`${JSON.stringify(value)} ${validate(value)}`);
        }),
      );
    });

    it.runIf(specs.length > 0).each(specs)('%s takes its own default', (_, key, spec) => {
      if (spec.default === undefined) return expect('default' in spec.schema).toBe(false);
      expect(spec.required).toBe(false);
      expect(spec.read(spec.default, [key], (problem) => expect.fail(problem.message))).toEqual(spec.default);
      const fromSchema = spec.read(spec.schema.default, [key], (problem) => expect.fail(problem.message));
      expect(fromSchema).toEqual(spec.default);
    });
  });
}
