import { writeInline } from '../definition/edit.js';
import type { JsonSchema } from '../definition/option.js';
import type { Proposal } from './completion.js';
import { type Cursor, typesAround } from './cursor.js';
import { describeOption, documentation, valueKind } from './describeOption.js';
import { paragraphs } from './markdown.js';
import { alternativesIn, type DefinitionKind, keysOf, objectsByType, schemaAt } from './schemaAt.js';
import { type Examples, exampleOf, literal, SnippetWriter } from './snippet.js';

const MAXIMUM_DETAIL = 50;

/** The keys that an object lacks, those first that it must have, each with a value to start from. */
export function proposeKeys(kind: DefinitionKind, cursor: Cursor, values: Examples): Proposal[] {
  const alternatives = schemaAt(kind, cursor.path, typesAround(cursor));
  const given = cursor.enclosing[cursor.path.length]?.entries;
  const lacking = [...keysOf(alternatives)].filter(([key]) => !given?.has(key));
  return lacking
    .toSorted(([, a], [, b]) => Number(b.required) - Number(a.required))
    .map(([key, option]) => {
      const kinds = alternativesIn(kind, option.schema);
      const snippet = cursor.hasColon
        ? literal(JSON.stringify(key))
        : new SnippetWriter(kind).property(key, option, values);
      const markdown = describeOption(key, kinds, option.required);
      return { label: key, kind: 'key', detail: plain(valueKind(kinds)), markdown, snippet };
    });
}

/** What a value may be: words, true and false, the default, something usual, objects by their type. */
export function proposeValues(kind: DefinitionKind, cursor: Cursor, values: Examples): Proposal[] {
  const alternatives = schemaAt(kind, cursor.path, typesAround(cursor));
  const key = cursor.path.findLast((step) => typeof step === 'string') ?? '';
  const isEntry = typeof cursor.path.at(-1) === 'number';
  const found = new Map<string, Proposal>();
  const add = (proposal: Proposal) => {
    if (!found.has(proposal.label)) found.set(proposal.label, proposal);
  };
  const isLayer = key === 'layers';
  // A `type` is explained by the object that it makes.
  const described = key === 'type' ? schemaAt(kind, cursor.path.slice(0, -1), typesAround(cursor)) : alternatives;
  const types = objectsByType(described, kind);
  for (const schema of alternatives)
    for (const word of wordsOf(schema)) {
      const type = types.get(word.label);
      add(type === undefined ? word : { ...word, markdown: textOf(type) });
    }
  for (const [type, schema] of key === 'type' ? [] : types) {
    const label = found.has(type) ? `${type} { … }` : type;
    const snippet = new SnippetWriter(kind).object(type, keysOf([schema]), values, !isLayer);
    add({ label, kind: isLayer ? 'layerType' : 'type', markdown: textOf(schema), snippet });
  }
  for (const { value, detail } of isEntry ? [] : simpleValues(key, alternatives, values)) {
    const label = typeof value === 'string' ? value : writeInline(value);
    const [markdown = ''] = documentation(alternatives, false);
    add({ label, kind: 'value', detail, markdown, snippet: new SnippetWriter(kind).value(value) });
  }
  return [...found.values()];
}

function wordsOf(schema: JsonSchema): Proposal[] {
  const initial = schema.default;
  const written = (value: unknown, markdown?: unknown): Proposal => ({
    label: typeof value === 'string' ? value : writeInline(value),
    kind: 'value',
    ...(value === initial ? { detail: 'default' } : {}),
    markdown: typeof markdown === 'string' ? markdown : textOf(schema),
    snippet: literal(writeInline(value)),
  });
  if (schema.type === 'boolean') return [true, false].map((value) => written(value));
  if (schema.const !== undefined) return [written(schema.const)];
  if (!Array.isArray(schema.enum)) return [];
  const about = Array.isArray(schema.markdownEnumDescriptions) ? schema.markdownEnumDescriptions : [];
  return schema.enum.map((value, index) => written(value, about[index]));
}

interface SimpleValue {
  readonly value: unknown;
  readonly detail: string;
}

/** Values that are no words: the default and a usual one; of lists one that has as many entries as it must. */
function simpleValues(key: string, alternatives: readonly JsonSchema[], values: Examples): SimpleValue[] {
  const initial = alternatives.find((schema) => schema.default !== undefined)?.default;
  const example = Object.hasOwn(values, key) ? values[key] : exampleOf(key, alternatives);
  const proposed = [
    ...(initial === undefined ? [] : [{ value: initial, detail: 'default' }]),
    // An empty text says nothing, and quotes are typed faster than chosen.
    ...(example === '' || example === initial ? [] : [{ value: example, detail: 'example' }]),
  ];
  return alternatives.every(isWord) ? [] : proposed;
}

function isWord(schema: JsonSchema): boolean {
  return Array.isArray(schema.enum) || schema.const !== undefined || schema.type === 'boolean';
}

function textOf(schema: JsonSchema): string {
  return typeof schema.description === 'string' ? paragraphs(schema.description) : '';
}

/** A kind of value beside a label, which takes no Markdown and has little room. */
function plain(markdown: string): string {
  const text = markdown.replaceAll('`', '');
  return text.length > MAXIMUM_DETAIL ? `${text.slice(0, MAXIMUM_DETAIL)}…` : text;
}
