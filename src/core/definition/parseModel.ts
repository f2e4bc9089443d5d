import type { Node } from 'jsonc-parser';
import type { LayerDefinition, ModelDefinition, Parsed } from './definition.js';
import { type JsonDocument, nodeAt, parseDocument, propertyOf, rangeOf, valueIn } from './jsonDocument.js';
import { headerOptions, inputOption } from './modelOptions.js';
import type { JsonPath } from './option.js';
import { readOptions, shown } from './options.js';
import { ProblemCollector } from './problemCollector.js';
import { impliedInputLayer, type LayerDraft, readLayers } from './readLayers.js';
import { applyRecipe, defaultRecipe, readRecipe } from './recipe.js';
import { findReferenceProblems, type ReferenceProblem } from './references.js';

/**
 * Reads the text of a `*.model.jsonc` file. Never throws; every problem's range lies in the text. What depends on the
 * dataset (shapes, the number of classes) is for `planModel`.
 */
export function parseModel(text: string): Parsed<ModelDefinition> {
  const document = parseDocument(text);
  const { root } = document;
  if (root === undefined) return { problems: document.problems };
  const { value, problems } = readModel(document, root);
  return value === undefined ? { problems } : { value, problems };
}

/** A layer as far as it could be read, and what it reads: what it says, else the layer before it. */
export type LinkedDraft = LayerDraft & { readonly from: readonly string[] };

/** A definition as far as it could be read. */
export interface ModelReading extends Parsed<ModelDefinition> {
  /** As written, or `dataset` where it is not given or wrong. */
  readonly input: readonly number[] | 'dataset';
  /** The input layer first, made from `input` where the list has none; none at all where there is no list. */
  readonly drafts: readonly LinkedDraft[];
}

/** Reads a definition from its tree, `document.root`. */
export function readModel(document: JsonDocument, root: Node): ModelReading {
  const collector = new ProblemCollector(document);
  if (root.type !== 'object') {
    const message = `Expected an object, { "name": …, "layers": […] }, got ${shown(valueIn(root))}.`;
    collector.report({ path: [], code: 'wrong-type', message });
    return { input: 'dataset', drafts: [], problems: collector.list() };
  }
  const { layers: _, ...body } = shallowValueOf(root);
  const header = readOptions({ ...headerOptions, input: inputOption }, body, [], collector.report, [
    '$schema',
    'layers',
    'training',
  ]);
  const drafts = readDrafts(document, root, collector);
  const recipe = readRecipe(body.training, ['training'], collector.report);
  const problems = collector.list();
  const layers = completeLayers(drafts);
  const input = drafts[0]?.shape ?? inputOption.read(body.input, [], () => undefined) ?? 'dataset';
  if (collector.hasErrors || header === undefined || recipe === undefined || layers === undefined)
    return { input, drafts, problems };
  return {
    input,
    drafts,
    value: {
      name: header.name,
      ...(header.description === undefined ? {} : { description: header.description }),
      input,
      layers,
      recipe: applyRecipe(defaultRecipe, recipe),
      document,
    },
    problems,
  };
}

/** The values of an object's keys but for its layers, which are read one by one. */
function shallowValueOf(root: Node): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = Object.create(null);
  for (const property of root.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    result[String(key.value)] = key.value === 'layers' ? [] : valueIn(value);
  }
  return result;
}

/** The layers as far as they can be read, the input layer first, each with what it reads; none if there is no list. */
function readDrafts(document: JsonDocument, root: Node, collector: ProblemCollector): readonly LinkedDraft[] {
  const node = nodeAt(root, ['layers']);
  if (node === undefined) {
    collector.report({ path: [], code: 'missing-key', message: '"layers" is missing: the list of layers, in order.' });
    return [];
  }
  const written = readLayers(node, collector);
  if (written.length === 0) return [];
  const drafts = withInputLayer(root, written, collector);
  const linked = drafts.map((draft, index) => {
    const before = drafts[index - 1];
    const isInput = draft.type?.arity === 'none';
    return { ...draft, from: draft.from ?? (before === undefined || isInput ? [] : [before.name]) };
  });
  for (const problem of findReferenceProblems(linked)) reportReference(problem, linked, document, collector);
  return linked;
}

/** Undefined if there are none, or any of them is not complete. */
function completeLayers(drafts: readonly LinkedDraft[]): LayerDefinition[] | undefined {
  const layers = drafts.flatMap(({ type, name, from, options, range }) =>
    type === undefined || options === undefined ? [] : [{ type, name, from, options, range }],
  );
  return layers.length > 0 && layers.length === drafts.length ? layers : undefined;
}

function withInputLayer(root: Node, layers: readonly LayerDraft[], collector: ProblemCollector): readonly LayerDraft[] {
  const property = propertyOf(root, 'input');
  if (layers[0]?.type?.arity !== 'none') {
    const key = (property ?? propertyOf(root, 'layers'))?.children?.[0];
    const path: JsonPath = [property === undefined ? 'layers' : 'input'];
    return [impliedInputLayer(path, rangeOf(key ?? root), layers), ...layers];
  }
  if (property !== undefined) {
    const message = 'The first layer is an input layer, so that "input" says it twice; keep one of them.';
    collector.report({ path: ['input'], at: 'key', code: 'input-given-twice', message });
  }
  return layers;
}

function reportReference(
  { layer: index, at, code, message, suggestion }: ReferenceProblem,
  layers: readonly LinkedDraft[],
  { root }: JsonDocument,
  collector: ProblemCollector,
): void {
  const layer = layers[index];
  if (layer === undefined || root === undefined) return;
  const list: JsonPath = [...layer.path, 'from'];
  // A single name may stand without a list around it.
  const places: JsonPath[] = typeof at === 'object' ? [[...list, at.from], list] : [[...layer.path, at]];
  const place = places.find((path) => nodeAt(root, path) !== undefined);
  const type: JsonPath = [...layer.path, 'type'];
  const path = place ?? (nodeAt(root, type) === undefined ? layer.path : type);
  const mends = place !== undefined && suggestion !== undefined;
  const title = `Change to "${suggestion}"`;
  const replacement = mends ? { replacement: { title, text: JSON.stringify(suggestion) } } : {};
  collector.report({ path, code, message, ...replacement });
}
