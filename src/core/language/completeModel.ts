import { formatShape } from '../format.js';
import { layerTypes } from '../layers/index.js';
import type { LayerType } from '../layers/layer.js';
import { type AnalysedLayer, isImplied, type ModelAnalysis } from './analyseModel.js';
import { proposeInnerLayers } from './backboneNames.js';
import { proposeKeys, proposeValues } from './completeOptions.js';
import { type Completion, type Proposal, placed } from './completion.js';
import { type Cursor, cursorAt } from './cursor.js';
import { describeLayer, describeLayerType } from './describeLayer.js';
import { keysOf, schemaAt } from './schemaAt.js';
import { type Examples, literal, SnippetWriter } from './snippet.js';

/**
 * What may be written at an offset of a model, in order: keys that are not there yet, layer types with what they need,
 * values, names of earlier layers in `from`. The text need not be valid JSON.
 */
export function completeModel(analysis: ModelAnalysis, offset: number): Completion[] {
  const cursor = cursorAt(analysis.text, offset);
  return placed(cursor, proposalsAt(analysis, cursor));
}

function proposalsAt(analysis: ModelAnalysis, cursor: Cursor): Proposal[] {
  const { at, path } = cursor;
  if (at === 'none') return [];
  const earlier = earlierLayers(analysis, cursor);
  if (at === 'key') return proposeKeys('model', cursor, examples(analysis, cursor, earlier));
  if (path.length === 0) return [newModel(analysis)];
  const [list, , key, position] = path;
  if (list === 'layers' && key === 'type' && path.length === 3) return layerTypeNames(cursor, earlier);
  if (list === 'layers' && key === 'from') return layerNames(analysis, cursor, earlier, position !== undefined);
  const inner = proposeInnerLayers(analysis, cursor);
  if (inner !== undefined) return [...inner];
  if (list === 'layers' && path.length === 2) {
    const proposals = proposeValues('model', cursor, fromExample(earlier, true));
    return proposals.map((proposal) => ({ ...proposal, ...documented(proposal.label) }));
  }
  return proposeValues('model', cursor, {});
}

/** The layers before the one that the cursor is in: those that it may read. The nearest comes last. */
function earlierLayers({ layers }: ModelAnalysis, { path, enclosing }: Cursor): readonly AnalysedLayer[] {
  if (path[0] !== 'layers') return [];
  const entry = enclosing[2];
  const list = enclosing[1];
  const index = typeof path[1] === 'number' ? path[1] : 0;
  if (list === undefined) return [];
  const written = layers.filter((layer) => !isImplied(layer));
  const before =
    entry === undefined ? written.slice(0, index) : written.filter(({ range }) => range.start < entry.start);
  return [...layers.filter(isImplied), ...before];
}

/** Values that fit this model: names of layers that are there, the shape of the images. */
function examples(analysis: ModelAnalysis, { path, enclosing }: Cursor, earlier: readonly AnalysedLayer[]): Examples {
  if (path[0] !== 'layers' || path.length !== 2) return {};
  const type = typeNamed(enclosing[2]?.entries.get('type'));
  const shape = analysis.target?.inputShape;
  return { ...fromExample(earlier, type?.arity === 'many'), ...(shape === undefined ? {} : { shape: [...shape] }) };
}

function fromExample(earlier: readonly AnalysedLayer[], several: boolean): Examples {
  const names = earlier.slice(-2).map((layer) => layer.name);
  if (several) return { from: names };
  return { from: names.at(-1) ?? '' };
}

/** The names of types, each with the keys that such a layer must have and this one lacks. */
function layerTypeNames(cursor: Cursor, earlier: readonly AnalysedLayer[]): Proposal[] {
  const given = cursor.enclosing[2]?.entries;
  return layerTypes.map((type) => {
    const writer = new SnippetWriter('model');
    const keys = keysOf(schemaAt('model', ['layers', 0], () => type.type));
    const lacking = [...keys].filter(([key, { required }]) => required && key !== 'type' && !given?.has(key));
    const values = fromExample(earlier, type.arity === 'many');
    const rest = lacking.map(([key, schema]) => `, ${writer.property(key, schema, values)}`);
    const snippet = literal(JSON.stringify(type.type)) + rest.join('');
    return { label: type.type, kind: 'layerType', snippet, ...documented(type.type) };
  });
}

/** Names of earlier layers, the nearest first, but those that the list has already. */
function layerNames(
  analysis: ModelAnalysis,
  cursor: Cursor,
  earlier: readonly AnalysedLayer[],
  isInList: boolean,
): Proposal[] {
  const own = analysis.layers.find((layer) => layer.range.start === cursor.enclosing[2]?.start);
  const arity = typeNamed(cursor.enclosing[2]?.entries.get('type'))?.arity;
  const given = isInList
    ? new Set(own?.fromNodes.filter((node) => node.offset !== cursor.token.start).map((node) => String(node.value)))
    : new Set<string>();
  const names = earlier.toReversed().filter((layer) => !given.has(layer.name));
  const proposals = names.map((layer): Proposal => {
    const shape = layer.planned?.outputShape;
    const type = layer.type?.type ?? 'layer';
    return {
      label: layer.name,
      kind: 'layer',
      detail: shape === undefined ? type : `${type} · ${formatShape(shape)}`,
      markdown: describeLayer(analysis, layer),
      snippet: literal(JSON.stringify(layer.name)),
    };
  });
  if (isInList || arity === 'one') return proposals;
  const list = new SnippetWriter('model').value(fromExample(earlier, true).from);
  const several: Proposal = { label: '[ … ]', kind: 'snippet', detail: 'several layers', snippet: list };
  return arity === 'many' ? [several] : [...proposals, several];
}

function documented(type: string): { detail?: string; markdown?: string } {
  const found = typeNamed(type);
  if (found === undefined) return {};
  return { detail: found.formula, markdown: describeLayerType(found) };
}

function typeNamed(name: string | undefined): LayerType | undefined {
  return layerTypes.find(({ type }) => type === name);
}

/** A whole file to start from. */
function newModel({ target }: ModelAnalysis): Proposal {
  const writer = new SnippetWriter('model');
  const lines = [
    '{',
    `  "name": ${writer.value('model')},`,
    '  "layers": [',
    '    { "type": "rescale", "scale": 0.00392156862745098 },',
    '    { "type": "flatten" },',
    `    { "type": "dense", "units": ${writer.value(128)}, "activation": "relu" },`,
    `    { "type": "dense", "units": ${target?.classCount ?? 10}, "activation": "softmax" }`,
    '  ]',
    '}',
  ];
  return { label: 'model', kind: 'snippet', detail: 'a definition to start from', snippet: lines.join('\n') };
}
