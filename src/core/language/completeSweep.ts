import type { JsonSchema } from '../definition/option.js';
import { propertiesSchema } from '../definition/options.js';
import { parseComparison } from '../definition/parseComparison.js';
import { parseModel } from '../definition/parseModel.js';
import { sweepRangeOptions } from '../definition/sweepOption.js';
import { numbersOf } from '../sweep/dimension.js';
import { type SweepableOption, sweepableOptions } from '../sweep/sweepableOptions.js';
import type { Proposal } from './completion.js';
import type { Cursor } from './cursor.js';
import { describeOption, documentation, valueKind } from './describeOption.js';
import { alternativesIn, type DefinitionKind } from './schemaAt.js';
import { exampleOf, literal, SnippetWriter } from './snippet.js';

const KIND: DefinitionKind = 'comparison';

/** All that a comparison's sweep can vary, each path once. `modelTexts`: of its models, as far as they could be read. */
export function sweepableIn(text: string, modelTexts: readonly string[]): SweepableOption[] {
  const recipe = parseComparison(text).value?.recipe ?? {};
  const found = new Map<string, SweepableOption>();
  for (const modelText of modelTexts) {
    const { value } = parseModel(modelText);
    for (const option of value === undefined ? [] : sweepableOptions(value, recipe))
      if (!found.has(option.path)) found.set(option.path, option);
  }
  return [...found.values()];
}

/** Whether a cursor stands within `sweep.options`, where paths are keys. */
export function isInSweep({ path, at }: Cursor): boolean {
  return path[0] === 'sweep' && path[1] === 'options' && (path.length > 2 || at === 'key');
}

/** What may be written there: paths, a list or a range, values of the option itself. */
export function proposeSweep(cursor: Cursor, known: readonly SweepableOption[]): Proposal[] {
  const { path, at } = cursor;
  const given = cursor.enclosing[path.length]?.entries;
  if (path.length === 2)
    return known.filter(({ path: own }) => !given?.has(own)).map((option) => pathProposal(cursor, option));
  const option = known.find((candidate) => candidate.path === path[2]);
  if (at === 'key' && path.length === 3)
    return Object.entries(propertiesSchema(sweepRangeOptions))
      .filter(([key]) => !given?.has(key))
      .map(([key, schema]) => ({
        label: key,
        kind: 'key',
        markdown: describeOption(key, [schema as JsonSchema]),
        snippet: cursor.hasColon
          ? literal(JSON.stringify(key))
          : new SnippetWriter(KIND).property(
              key,
              { schema: schema as JsonSchema, required: false },
              { min: 0.1, max: 1, steps: 5 },
            ),
      }));
  if (path.length === 3) return option === undefined ? [] : wholeProposals(option);
  if (path[3] === 'scale')
    return ['linear', 'log'].map((word) => ({ label: word, kind: 'value', snippet: `"${word}"` }));
  return option === undefined || typeof path[3] !== 'number'
    ? []
    : wordsOf(option).map(({ label, snippet }) => ({ label, kind: 'value', snippet }));
}

function pathProposal(cursor: Cursor, option: SweepableOption): Proposal {
  const alternatives = alternativesIn(KIND, option.spec.schema);
  const key = literal(JSON.stringify(option.path));
  return {
    label: option.path,
    kind: 'key',
    detail: valueKind(alternatives).replaceAll('`', '').slice(0, 50),
    markdown: describeSweepable(option),
    snippet: cursor.hasColon ? key : `${key}: ${listSnippet(option)}`,
  };
}

/** The option as it is documented where it stands, and what it is now. */
export function describeSweepable(option: SweepableOption): string {
  return describeOption(option.path, alternativesIn(KIND, option.spec.schema));
}

function wholeProposals(option: SweepableOption): Proposal[] {
  const alternatives = alternativesIn(KIND, option.spec.schema);
  const [markdown = ''] = documentation(alternatives, false);
  const list: Proposal = {
    label: '[ … ]',
    kind: 'value',
    detail: 'these values',
    markdown,
    snippet: listSnippet(option),
  };
  if (numbersOf(option.spec.schema) === 'none') return [list];
  const writer = new SnippetWriter(KIND);
  const [low, high] = aroundCurrent(option);
  const scale = option.path.endsWith('earningRate') ? 'log' : 'linear';
  const snippet = `{ "min": ${writer.place(String(low))}, "max": ${writer.place(String(high))}, "scale": "${scale}" ${literal('}')}`;
  return [list, { label: '{ "min": …, "max": … }', kind: 'value', detail: 'a range', markdown, snippet }];
}

function listSnippet(option: SweepableOption): string {
  const words = wordsOf(option).slice(0, 3);
  const writer = new SnippetWriter(KIND);
  if (words.length > 1) return `[${words.map(({ value }) => writer.value(value)).join(', ')}]`;
  if (numbersOf(option.spec.schema) === 'none') {
    const example = option.current ?? exampleOf(option.path, alternativesIn(KIND, option.spec.schema));
    return `[${writer.value(example)}]`;
  }
  return `[${aroundCurrent(option)
    .map((value) => writer.value(value))
    .join(', ')}]`;
}

/** Half of what it is now and twice as much, as far as the option takes that. */
function aroundCurrent({ current, spec }: SweepableOption): readonly [number, number] {
  const now = typeof current === 'number' && current > 0 ? current : 1;
  const isTaken = (value: number) => spec.read(value, [], () => undefined) !== undefined;
  const half = numbersOf(spec.schema) === 'whole' ? Math.ceil(now / 2) : Number((now / 2).toPrecision(3));
  return [isTaken(half) && half < now ? half : now, isTaken(now * 2) ? now * 2 : now];
}

function wordsOf({ spec }: SweepableOption): { label: string; value: unknown; snippet: string }[] {
  return alternativesIn(KIND, spec.schema)
    .flatMap((schema) => {
      if (Array.isArray(schema.enum)) return schema.enum as unknown[];
      return schema.type === 'boolean' ? [true, false] : [];
    })
    .map((value) => ({ label: String(value), value, snippet: literal(JSON.stringify(value)) }));
}
