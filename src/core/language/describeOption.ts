import { writeInline } from '../definition/edit.js';
import type { JsonSchema } from '../definition/option.js';
import { inlineCode, paragraphs } from './markdown.js';
import { asSchema } from './schemaAt.js';

/** A key as a hover or a completion shows it, in Markdown: what it means, what it takes, what it is if not given. */
export function describeOption(key: string, alternatives: readonly JsonSchema[], isRequired = false): string {
  return paragraphs(`**${key}** · ${valueKind(alternatives)}`, ...documentation(alternatives, isRequired));
}

/** The same without the key. */
export function documentation(alternatives: readonly JsonSchema[], isRequired: boolean): readonly string[] {
  const description = alternatives.map((schema) => schema.description).find((text) => typeof text === 'string');
  const initial = alternatives.find((schema) => schema.default !== undefined)?.default;
  const note =
    initial !== undefined ? `Default: ${inlineCode(writeInline(initial))}.` : isRequired ? 'Must be given.' : '';
  return [typeof description === 'string' ? description : '', note];
}

/** What a value may be, in words: `a whole number, 1 to 65,536`; one kind for each alternative. */
export function valueKind(alternatives: readonly JsonSchema[]): string {
  const kinds = alternatives.map(kindOf);
  return [...new Set(kinds)].join(', or ');
}

function kindOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.map((value) => inlineCode(String(value))).join(', ')}`;
  if (schema.const !== undefined) return inlineCode(writeInline(schema.const));
  switch (schema.type) {
    case 'integer':
      return `a whole number${rangeOf(schema)}`;
    case 'number':
      return `a number${rangeOf(schema)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'string':
      return 'text';
    case 'array':
      return listKind(schema);
    default:
      return 'an object';
  }
}

function listKind({ items, minItems, maxItems }: JsonSchema): string {
  const item = asSchema(items);
  const entries = PLURALS[typeof item?.type === 'string' ? item.type : ''] ?? 'entries';
  if (typeof minItems !== 'number' || minItems !== maxItems) return `a list of ${entries}`;
  return minItems === 1 ? 'a list of just one' : `a list of ${minItems} ${entries}`;
}

const PLURALS: Readonly<Record<string, string>> = {
  integer: 'whole numbers',
  number: 'numbers',
  string: 'texts',
  object: 'objects',
  array: 'lists',
};

function rangeOf(schema: JsonSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const low = typeof minimum === 'number' ? written(minimum) : undefined;
  const high = typeof maximum === 'number' ? written(maximum) : undefined;
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}`;
  const parts = [
    low === undefined ? [] : [`at least ${low}`],
    typeof exclusiveMinimum === 'number' ? [`more than ${written(exclusiveMinimum)}`] : [],
    high === undefined ? [] : [`at most ${high}`],
    typeof exclusiveMaximum === 'number' ? [`less than ${written(exclusiveMaximum)}`] : [],
  ].flat();
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}

function written(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e10)) return value.toExponential().replace('e+', 'e');
  return value.toLocaleString('en', { maximumSignificantDigits: 12 });
}
