import { nodeAt, parseDocument } from '../definition/jsonDocument.js';
import { proposeExpectations } from './completeExpectations.js';
import { proposeKeys, proposeValues } from './completeOptions.js';
import { isInSweep, proposeSweep, sweepableIn } from './completeSweep.js';
import { type Completion, type Proposal, placed } from './completion.js';
import { type Cursor, cursorAt } from './cursor.js';
import { type Examples, literal, SnippetWriter } from './snippet.js';

/** What a comparison can name that is not in its own text. */
export interface ComparisonNames {
  /** Ids of datasets, such as `fashion-mnist`, with a few words about each. */
  readonly datasets: readonly { readonly id: string; readonly detail?: string }[];
  /** Paths of models, relative to the comparison's folder, with `/`. */
  readonly modelPaths: readonly string[];
  /** Classes of the dataset that the comparison names; absent where they are not known. */
  readonly classNames?: readonly string[];
  /** Texts of the models that it lists, as far as they could be read. */
  readonly modelTexts?: readonly string[];
}

/** What may be written at an offset of a comparison, in order. The text need not be valid JSON. */
export function completeComparison(text: string, offset: number, names: ComparisonNames): Completion[] {
  const cursor = cursorAt(text, offset);
  return placed(cursor, proposalsAt(text, cursor, names));
}

function proposalsAt(text: string, cursor: Cursor, names: ComparisonNames): Proposal[] {
  const { datasets, modelPaths, classNames } = names;
  const { at, path } = cursor;
  const values: Examples = {
    models: modelPaths.length === 0 ? ['model.model.jsonc'] : modelPaths.slice(0, 10),
    ...(datasets[0] === undefined ? {} : { dataset: datasets[0].id }),
    // A plan of seeds.
    min: 3,
    max: 10,
    expect: {},
    sweep: {},
    options: {},
    trials: 20,
  };
  if (at === 'none') return [];
  if (path[0] === 'expect' && (at === 'key' || path.length > 1))
    return proposeExpectations(cursor, { modelPaths: writtenModels(text), classNames });
  if (isInSweep(cursor)) return proposeSweep(cursor, sweepableIn(text, names.modelTexts ?? []));
  if (at === 'key') return proposeKeys('comparison', cursor, values);
  const [key, index] = path;
  if (key === undefined) return [newComparison(values)];
  if (key === 'dataset')
    return datasets.map(({ id, detail }) => ({
      label: id,
      kind: 'dataset',
      ...(detail === undefined ? {} : { detail }),
      snippet: literal(JSON.stringify(id)),
    }));
  if (key === 'models' && index !== undefined) {
    const given = givenModels(text, cursor);
    return modelPaths
      .filter((modelPath) => !given.has(modelPath))
      .map((modelPath) => ({ label: modelPath, kind: 'file', snippet: literal(JSON.stringify(modelPath)) }));
  }
  const proposed = proposeValues('comparison', cursor, values);
  return key === 'seeds' && path.length === 1 ? [...proposed, ...usualSeeds] : proposed;
}

function planSnippet(): string {
  const writer = new SnippetWriter('comparison');
  return `{ "min": ${writer.place('3')}, "max": ${writer.place('10')}, "stopWhen": "decided" ${literal('}')}`;
}

const usualSeeds: readonly Proposal[] = [
  { label: '3', kind: 'value', detail: 'the fewest that tell luck from difference', snippet: '3' },
  {
    label: '{ "min": 3, "max": 10, "stopWhen": "decided" }',
    kind: 'value',
    detail: 'no more seeds than it takes',
    snippet: planSnippet(),
  },
];

function writtenModels(text: string): string[] {
  const { tree } = parseDocument(text);
  const list = tree === undefined ? undefined : nodeAt(tree, ['models']);
  return (list?.children ?? []).flatMap(({ type, value }) => (type === 'string' ? [String(value)] : []));
}

function givenModels(text: string, { token }: Cursor): Set<string> {
  const { tree } = parseDocument(text);
  const list = tree === undefined ? undefined : nodeAt(tree, ['models']);
  const others = (list?.children ?? []).filter((node) => node.offset !== token.start);
  return new Set(others.map((node) => String(node.value)));
}

/** A whole file to start from. */
function newComparison({ models, dataset }: Examples): Proposal {
  const writer = new SnippetWriter('comparison');
  const lines = [
    '{',
    `  "name": ${writer.value('comparison')},`,
    `  "dataset": ${writer.value(dataset ?? 'fashion-mnist')},`,
    `  "models": ${writer.value(models)}`,
    '}',
  ];
  return { label: 'comparison', kind: 'snippet', detail: 'a comparison to start from', snippet: lines.join('\n') };
}
