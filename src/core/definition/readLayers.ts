import type { Node } from 'jsonc-parser';
import { layerTypes } from '../layers/index.js';
import { type LayerType, takesName } from '../layers/layer.js';
import { rangeOf, valueIn } from './jsonDocument.js';
import { layerAliases } from './layerAliases.js';
import { fromOption, inputOption, layerNameOption } from './modelOptions.js';
import { nearest } from './nearest.js';
import type { JsonPath, Report } from './option.js';
import { readOptions, shown } from './options.js';
import type { TextRange } from './problem.js';
import type { ProblemCollector } from './problemCollector.js';

/** Most layers that a definition may have. */
export const MAXIMUM_LAYERS = 2000;

/** A layer as far as it could be read. */
export interface LayerDraft {
  /** Where it stands in the document. */
  readonly path: JsonPath;
  readonly range: TextRange;
  /** Absent if the text names none that there is. */
  readonly type?: LayerType;
  /** As given, or made from the type. */
  readonly name: string;
  /** As given; absent: the layer before it. */
  readonly from?: readonly string[];
  /** Absent if any of them was wrong. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What an input layer gives as its `shape`. */
  readonly shape?: readonly number[] | 'dataset';
}

type Unnamed = Omit<LayerDraft, 'name'> & { readonly name?: string; readonly stem: string };

const layerTypeByName = new Map(layerTypes.map((type) => [type.type, type]));

/** Reads the list of layers, each for itself; what they say about each other is for `findReferenceProblems`. */
export function readLayers(node: Node, collector: ProblemCollector): LayerDraft[] {
  const path: JsonPath = ['layers'];
  if (node.type !== 'array') {
    const message = `Expected a list of layers, got ${shown(valueIn(node))}.`;
    collector.report({ path, code: 'wrong-type', message });
    return [];
  }
  const entries = node.children ?? [];
  if (entries.length === 0) {
    collector.report({ path, code: 'no-layers', message: 'There is no layer: a model has at least one.' });
    return [];
  }
  if (entries.length > MAXIMUM_LAYERS) {
    const message = `${entries.length} layers are too many; at most ${MAXIMUM_LAYERS} are read.`;
    collector.report({ path, code: 'too-many-layers', message });
    return [];
  }
  const drafts: Unnamed[] = [];
  for (const [index, entry] of entries.entries()) {
    if (collector.isFull) break;
    drafts.push(readLayer(entry, [...path, index], collector.report));
  }
  const names = layerNames(drafts);
  return drafts.map(({ stem, ...draft }, index) => ({ ...draft, name: names[index] ?? stem }));
}

/** The input layer of a definition that has none among its layers. */
export function impliedInputLayer(path: JsonPath, range: TextRange, others: readonly LayerDraft[]): LayerDraft {
  const type = layerTypeByName.get('input');
  const name = impliedInputName(others.map((layer) => layer.name));
  return { path, range, name, from: [], ...(type === undefined ? {} : { type }), options: {} };
}

function readLayer(node: Node, path: JsonPath, report: Report): Unnamed {
  const range = rangeOf(node);
  const value = valueIn(node);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const isType = typeof value === 'string' && layerTypeByName.has(value);
    report({
      path,
      code: 'wrong-type',
      message: `Expected a layer such as { "type": "flatten" }, got ${shown(value)}.`,
      ...(isType
        ? { replacement: { title: 'Write it as an object', text: `{ "type": ${JSON.stringify(value)} }` } }
        : {}),
    });
    return { path, range, stem: 'layer' };
  }
  const body = value as Readonly<Record<string, unknown>>;
  const type = readType(body, path, report);
  // A bad name is kept, so that layers that read from it are not blamed as well.
  const isNamed = type === undefined || takesName(type);
  const given = isNamed ? body.name : undefined;
  const read = given === undefined ? undefined : layerNameOption.read(given, [...path, 'name'], report);
  const name = read ?? (typeof given === 'string' ? given : undefined);
  const from = body.from === undefined ? undefined : fromOption.read(body.from, [...path, 'from'], report);
  const isInput = type?.arity === 'none';
  const others = ['type', 'from', ...(isNamed ? ['name'] : []), ...(isInput ? ['shape'] : [])];
  const known = type && readOptions(type.options, body, path, report, others);
  const shape = isInput && 'shape' in body ? inputOption.read(body.shape, [...path, 'shape'], report) : undefined;
  return {
    path,
    range,
    stem: type?.type ?? 'layer',
    ...(type === undefined ? {} : { type }),
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    ...(known === undefined ? {} : { options: known }),
    ...(shape === undefined ? {} : { shape }),
  };
}

function readType(body: Readonly<Record<string, unknown>>, path: JsonPath, report: Report): LayerType | undefined {
  const given = body.type;
  const names = [...layerTypeByName.keys()];
  if (given === undefined) {
    report({ path, code: 'missing-key', message: `"type" is missing: one of ${names.join(', ')}.` });
    return undefined;
  }
  const type = typeof given === 'string' ? layerTypeByName.get(given) : undefined;
  if (type !== undefined) return type;
  const suggestion =
    typeof given === 'string' ? (layerAliases.get(given.toLowerCase()) ?? nearest(given, names)) : undefined;
  report({
    path: [...path, 'type'],
    code: 'unknown-layer-type',
    message:
      suggestion === undefined
        ? `Unknown layer type ${shown(given)}: expected one of ${names.join(', ')}.`
        : `Unknown layer type ${shown(given)}. Did you mean "${suggestion}"?`,
    ...(suggestion === undefined
      ? {}
      : { replacement: { title: `Change to "${suggestion}"`, text: JSON.stringify(suggestion) } }),
  });
  return undefined;
}

/** A layer's name, if it has one, and what a name is else made from: its type, or `layer`. */
export interface Nameable {
  readonly name?: string;
  readonly stem: string;
}

/** Names of all layers: where there is none the first free one of `conv2d`, `conv2d_1`, …, as Keras does. */
export function layerNames(layers: readonly Nameable[]): string[] {
  const taken = new Set(layers.map((layer) => layer.name).filter((name) => name !== undefined));
  const counts = new Map<string, number>();
  return layers.map(({ stem, name }) => {
    if (name !== undefined) return name;
    const free = freeName(stem, taken, counts);
    taken.add(free);
    return free;
  });
}

/** The name of the input layer of a definition that has none among its layers. */
export function impliedInputName(others: readonly string[]): string {
  return freeName('input', new Set(others), new Map());
}

function freeName(stem: string, taken: ReadonlySet<string>, counts: Map<string, number>): string {
  for (let count = counts.get(stem) ?? 0; ; count += 1) {
    const name = count === 0 ? stem : `${stem}_${count}`;
    if (taken.has(name)) continue;
    counts.set(stem, count + 1);
    return name;
  }
}
