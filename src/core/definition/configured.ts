import type { OptionSpec, OptionSpecs } from './option.js';
import { type Common, choice, propertiesSchema, readOptions, requiredKeys, specOf } from './options.js';

/** Something named by `type` with options of its own: an optimizer, a callback. */
export interface Configured {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** An entry of a registry of such things. */
export interface ConfigurableType {
  readonly type: string;
  readonly description: string;
  readonly options: OptionSpecs;
}

/** Reads `"adamW"` or `{ "type": "adamW", "learningRate": 0.001 }` against a registry of types. */
export function configured(
  options: Common<Configured> & { readonly types: readonly ConfigurableType[] },
): OptionSpec<Configured> {
  const names = options.types.map((type) => type.type);
  const schema = {
    anyOf: [
      { enum: names },
      ...options.types.map((type) => ({
        type: 'object',
        description: type.description,
        properties: { type: { const: type.type }, ...propertiesSchema(type.options) },
        required: ['type', ...requiredKeys(type.options)],
        additionalProperties: false,
      })),
    ],
  };
  const typeName = choice({ description: '', values: names });
  return specOf(options, schema, (value, path, report) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const body = isObject ? (value as Record<string, unknown>) : {};
    const given = isObject ? body.type : value;
    if (isObject && given === undefined) {
      report({ path, code: 'missing-key', message: `"type" is missing: one of ${names.join(', ')}.` });
      return undefined;
    }
    const name = typeName.read(given, isObject ? [...path, 'type'] : path, report);
    const type = options.types.find((candidate) => candidate.type === name);
    if (type === undefined) return undefined;
    const read = readOptions(type.options, body, path, report, ['type']);
    return read === undefined ? undefined : { type: type.type, options: read };
  });
}
