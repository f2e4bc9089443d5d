import { writeInline } from '../definition/edit.js';
import type { JsonSchema } from '../definition/option.js';
import { alternativesIn, asSchema, type DefinitionKind, type KeySchema } from './schemaAt.js';

/**
 * Writes JSON with places to fill in, in the syntax of editors' snippets: `"units": ${1:128}`. Places are numbered in
 * the order in which they are written.
 */
export class SnippetWriter {
  readonly #kind: DefinitionKind;
  #count = 0;

  constructor(kind: DefinitionKind) {
    this.#kind = kind;
  }

  /** A key with a value to start from; `values` has JSON values that fit better than the schema's own. */
  property(key: string, { schema }: KeySchema, values: Examples = {}): string {
    const alternatives = alternativesIn(this.#kind, schema);
    const example = Object.hasOwn(values, key) ? values[key] : exampleOf(key, alternatives);
    const words = alternatives.flatMap((alternative) =>
      Array.isArray(alternative.enum) ? alternative.enum : [undefined],
    );
    const isWord = typeof example === 'string' && words.length > 1 && words.every((word) => typeof word === 'string');
    const written = isWord ? this.#choice([...new Set([example, ...words])]) : this.value(example);
    return `${literal(JSON.stringify(key))}: ${written}`;
  }

  /** An object with its `type` and the keys that it must have; with `more`, if there are none, one that has a default. */
  object(type: string, keys: ReadonlyMap<string, KeySchema>, values: Examples, more: boolean): string {
    const chosen = chosenKeys(keys, more).map(([key, schema]) => `, ${this.property(key, schema, values)}`);
    return `{ "type": ${literal(JSON.stringify(type))}${chosen.join('')} }`;
  }

  /** A JSON value in which each number and each text is a place to fill in. */
  value(value: unknown): string {
    if (Array.isArray(value))
      return value.length === 0 ? `[${this.place('')}]` : `[${value.map((item) => this.value(item)).join(', ')}]`;
    if (typeof value === 'string') return `"${this.place(JSON.stringify(value).slice(1, -1))}"`;
    if (typeof value !== 'object' || value === null) return this.place(writeInline(value));
    return Object.keys(value).length === 0 ? `{ ${this.place('')} }` : literal(writeInline(value));
  }

  /** A place to fill in, with what stands there at first. */
  place(content: string): string {
    this.#count += 1;
    if (content === '') return `\${${this.#count}}`;
    return `\${${this.#count}:${literal(content)}}`;
  }

  /** A place with a list of words to choose from, in quotes. */
  #choice(words: readonly string[]): string {
    this.#count += 1;
    const escaped = words.map((word) =>
      JSON.stringify(word)
        .slice(1, -1)
        .replaceAll(/[\\,|$}]/g, '\\$&'),
    );
    return `"\${${this.#count}|${escaped.join(',')}|}"`;
  }
}

/** JSON values by the keys they are examples for. */
export type Examples = Readonly<Record<string, unknown>>;

/** Text as a snippet that stands for just this text. */
export function literal(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

/** A value that a person is likely to want, or at least one that the schema allows. */
export function exampleOf(key: string, alternatives: readonly JsonSchema[]): unknown {
  if (Object.hasOwn(usual, key)) return usual[key];
  const initial = alternatives.find((schema) => schema.default !== undefined)?.default;
  // Whoever writes a switch down wants it the other way.
  if (typeof initial === 'boolean') return !initial;
  if (initial !== undefined) return initial;
  const [schema = {}] = alternatives;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  switch (schema.type) {
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? Math.max(schema.minimum, 0) : 1;
    case 'boolean':
      return true;
    case 'string':
      return '';
    case 'array':
      return exampleList(key, schema);
    default:
      return {};
  }
}

/** Values that networks for small images usually have where the schema knows only a range. */
const usual: Examples = {
  units: 128,
  filters: 32,
  kernelSize: 3,
  rate: 0.3,
  scale: 1 / 255,
  targetShape: [-1],
  alpha: 0.2,
  weightDecay: 0.004,
  clipnorm: 1,
  globalClipnorm: 1,
  warmupEpochs: 1,
  warmupFraction: 0.1,
  strides: 2,
  activation: 'relu',
  training: {},
  layers: [],
  type: 'dense',
};

function exampleList(key: string, { items, minItems }: JsonSchema): unknown[] {
  const item = asSchema(items);
  const count = typeof minItems === 'number' ? minItems : 0;
  return item === undefined ? [] : Array.from({ length: count }, () => exampleOf(`${key} entry`, [item]));
}

function chosenKeys(keys: ReadonlyMap<string, KeySchema>, more: boolean): [string, KeySchema][] {
  const own = [...keys].filter(([key]) => key !== 'type');
  const required = own.filter(([, { required: isRequired }]) => isRequired);
  const first = own.find(([, { schema }]) => schema.default !== undefined && typeof schema.default !== 'object');
  return !more || required.length > 0 || first === undefined ? required : [first];
}
