import { nearest } from './nearest.js';
import type { JsonPath, JsonSchema, OptionSpec, OptionSpecs, OptionsOf, Report } from './option.js';

/** What every builder takes beside its own limits. */
export interface Common<T> {
  readonly description: string;
  readonly default?: T;
  /** Default true when there is no default. */
  readonly required?: boolean;
  /** The default as a definition would write it, where that differs from the value read. */
  readonly writtenDefault?: unknown;
}

/** An option from its documentation, its schema and its reader. */
export function specOf<T>(common: Common<T>, schema: JsonSchema, read: OptionSpec<T>['read']): OptionSpec<T> {
  return {
    description: common.description,
    default: common.default,
    required: common.required ?? common.default === undefined,
    schema: {
      ...schema,
      ...(common.description === '' ? {} : { description: common.description }),
      ...(common.default === undefined ? {} : { default: common.writtenDefault ?? common.default }),
    },
    read,
  };
}

/** A value as it should appear in a message: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

interface NumberLimits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

function limitsSentence(kind: string, limits: NumberLimits): string {
  const parts = [
    limits.minimum === undefined ? undefined : `at least ${limits.minimum}`,
    limits.exclusiveMinimum === undefined ? undefined : `more than ${limits.exclusiveMinimum}`,
    limits.maximum === undefined ? undefined : `at most ${limits.maximum}`,
    limits.exclusiveMaximum === undefined ? undefined : `less than ${limits.exclusiveMaximum}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? kind : `${kind}, ${parts.join(' and ')}`;
}

function withinLimits(value: number, limits: NumberLimits): boolean {
  return (
    (limits.minimum === undefined || value >= limits.minimum) &&
    (limits.exclusiveMinimum === undefined || value > limits.exclusiveMinimum) &&
    (limits.maximum === undefined || value <= limits.maximum) &&
    (limits.exclusiveMaximum === undefined || value < limits.exclusiveMaximum)
  );
}

function readNumber(value: unknown, whole: boolean, limits: NumberLimits, path: JsonPath, report: Report) {
  const expected = limitsSentence(whole ? 'a whole number' : 'a number', limits);
  if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    const unquoted = typeof value === 'string' ? numberIn(value) : undefined;
    const fits = unquoted !== undefined && withinLimits(unquoted, limits) && (!whole || Number.isInteger(unquoted));
    const replacement = fits ? { replacement: { title: `Change to ${unquoted}`, text: String(unquoted) } } : {};
    report({ path, code: 'wrong-type', message: `Expected ${expected}, got ${shown(value)}.`, ...replacement });
    return undefined;
  }
  if (!withinLimits(value, limits)) {
    report({ path, code: 'out-of-range', message: `Expected ${expected}, got ${shown(value)}.` });
    return undefined;
  }
  // Minus zero is zero: nobody means the sign.
  return value === 0 ? 0 : value;
}

/** The number that a text spells in JSON's way: a number in quotes by mistake. */
function numberIn(text: string): number | undefined {
  if (!/^-?\d{1,15}(\.\d{1,15})?(e[+-]?\d{1,2})?$/i.test(text)) return undefined;
  return Number(text);
}

/** A finite number. */
export function number(options: Common<number> & NumberLimits): OptionSpec<number> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = options;
  return specOf(
    options,
    { type: 'number', ...definedOnly({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) },
    (value, path, report) => readNumber(value, false, options, path, report),
  );
}

/** A whole number. */
export function integer(options: Common<number> & NumberLimits): OptionSpec<number> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = options;
  return specOf(
    options,
    { type: 'integer', ...definedOnly({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) },
    (value, path, report) => readNumber(value, true, options, path, report),
  );
}

/** `true` or `false`. */
export function boolean(options: Common<boolean>): OptionSpec<boolean> {
  return specOf(options, { type: 'boolean' }, (value, path, report) => {
    if (typeof value === 'boolean') return value;
    const unquoted = value === 'true' || value === 'false' ? value : undefined;
    const replacement = unquoted ? { replacement: { title: `Change to ${unquoted}`, text: unquoted } } : {};
    report({ path, code: 'wrong-type', message: `Expected true or false, got ${shown(value)}.`, ...replacement });
    return undefined;
  });
}

/** One of a few words; a misspelt one gets a suggestion. */
export function choice<T extends string>(options: Common<T> & { readonly values: readonly T[] }): OptionSpec<T> {
  return specOf(options, { enum: [...options.values] }, (value, path, report) => {
    const found = options.values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const suggestion = typeof value === 'string' ? nearest(value, options.values) : undefined;
    report({
      path,
      code: 'unknown-value',
      message: `Expected one of ${options.values.join(', ')}, got ${shown(value)}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
      ...(suggestion ? { replacement: { title: `Change to "${suggestion}"`, text: JSON.stringify(suggestion) } } : {}),
    });
    return undefined;
  });
}

/** A pair such as a kernel size: `3` means `[3, 3]`. */
export function pair(
  options: Omit<Common<readonly [number, number]>, 'default'> &
    NumberLimits & { readonly default?: readonly [number, number] },
): OptionSpec<readonly [number, number]> {
  const { minimum, maximum } = options;
  const item = { type: 'integer', ...definedOnly({ minimum, maximum }) };
  return specOf<readonly [number, number]>(
    options,
    { anyOf: [item, { type: 'array', items: item, minItems: 2, maxItems: 2 }] },
    (value, path, report) => {
      if (!Array.isArray(value)) {
        if (typeof value !== 'number') {
          const expected = limitsSentence('a whole number', options);
          report({ path, code: 'wrong-type', message: `Expected ${expected}, or two of them, got ${shown(value)}.` });
          return undefined;
        }
        const single = readNumber(value, true, options, path, report);
        return single === undefined ? undefined : [single, single];
      }
      if (value.length !== 2) {
        report({ path, code: 'wrong-length', message: `Expected two numbers, got ${shown(value)}.` });
        return undefined;
      }
      const first = readNumber(value[0], true, options, [...path, 0], report);
      const second = readNumber(value[1], true, options, [...path, 1], report);
      return first === undefined || second === undefined ? undefined : [first, second];
    },
  );
}

/** A list of values of one kind. */
export function list<T>(
  options: Common<readonly T[]> & {
    readonly of: OptionSpec<T>;
    readonly minLength?: number;
    readonly maxLength?: number;
  },
): OptionSpec<readonly T[]> {
  const { of, minLength = 0, maxLength = 10_000 } = options;
  return specOf<readonly T[]>(
    options,
    { type: 'array', items: of.schema, minItems: minLength, maxItems: maxLength },
    (value, path, report) => {
      if (!Array.isArray(value)) {
        report({ path, code: 'wrong-type', message: `Expected a list, got ${shown(value)}.` });
        return undefined;
      }
      if (value.length < minLength || value.length > maxLength) {
        const message = `Expected ${minLength} to ${maxLength} entries, got ${value.length}.`;
        report({ path, code: 'wrong-length', message });
        return undefined;
      }
      const items = value.map((item, index) => of.read(item, [...path, index], report));
      return items.every((item) => item !== undefined) ? (items as T[]) : undefined;
    },
  );
}

/** Text of 1..`maxLength` characters without control characters. */
export function text(options: Common<string> & { readonly maxLength?: number }): OptionSpec<string> {
  const maxLength = options.maxLength ?? 200;
  const schema = { type: 'string', minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' };
  return specOf(options, schema, (value, path, report) => {
    if (typeof value === 'string' && value.length > 0 && value.length <= maxLength && !/\p{Cc}/u.test(value))
      return value;
    const message = `Expected text of 1 to ${maxLength} characters without control characters, got ${shown(value)}.`;
    report({ path, code: 'wrong-type', message });
    return undefined;
  });
}

/**
 * Reads the options of an object; `alsoAllowed` keys are somebody else's. Absent keys get their default.
 * Undefined when anything was wrong.
 */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  body: Readonly<Record<string, unknown>>,
  path: JsonPath,
  report: Report,
  alsoAllowed: readonly string[],
): OptionsOf<S> | undefined {
  const known = [...Object.keys(specs), ...alsoAllowed];
  let complete = true;
  const misspelt = new Set<string>();
  for (const key of Object.keys(body)) {
    if (known.includes(key)) continue;
    complete = false;
    // A key that is there already was not meant: renaming to it would give it twice.
    const suggestion = nearest(
      key,
      known.filter((candidate) => !Object.hasOwn(body, candidate)),
    );
    if (suggestion !== undefined) misspelt.add(suggestion);
    report({
      path: [...path, key],
      at: 'key',
      code: 'unknown-key',
      message: `Unknown key "${shown(key).slice(1, -1)}". ${suggestion ? `Did you mean "${suggestion}"?` : `Known keys: ${known.join(', ')}.`}`,
      ...(suggestion ? { replacement: { title: `Rename to "${suggestion}"`, text: JSON.stringify(suggestion) } } : {}),
    });
  }
  const result: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) {
    if (!Object.hasOwn(body, key)) {
      if (spec.required) {
        complete = false;
        if (!misspelt.has(key))
          report({ path, code: 'missing-key', message: `"${key}" is missing: ${spec.description}` });
      } else result[key] = spec.default;
      continue;
    }
    const value = spec.read(body[key], [...path, key], report);
    if (value === undefined) complete = false;
    else result[key] = value;
  }
  return complete ? (result as OptionsOf<S>) : undefined;
}

/** JSON Schema `properties` of some options. */
export function propertiesSchema(specs: OptionSpecs): JsonSchema {
  return Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, spec.schema]));
}

/** Keys that must be given. */
export function requiredKeys(specs: OptionSpecs): string[] {
  return Object.entries(specs)
    .filter(([, spec]) => spec.required)
    .map(([key]) => key);
}

function definedOnly(record: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
