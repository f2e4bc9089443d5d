import { writeInline } from '../definition/edit.js';
import { type JsonNode, nodeAt, parseDocument, rangeOf, valueIn } from '../definition/jsonDocument.js';
import type { TextRange } from '../definition/problem.js';
import { formatShape, printable } from '../format.js';
import { type AnalysedLayer, isImplied, type ModelAnalysis } from './analyseModel.js';
import { nameRangeOf } from './references.js';

/** An entry of a file's outline. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'layers' | 'layer' | 'training' | 'option' | 'models' | 'model';
  /** All of it; holds its children. */
  readonly range: TextRange;
  /** What to select; within `range`. */
  readonly selection: TextRange;
  readonly children: readonly OutlineSymbol[];
}

/** Longest piece of a value that is shown beside a name. */
const MAXIMUM_DETAIL = 60;

/** A model's outline: its layers, each with type and shape, and its training. Works on broken text, too. */
export function outlineOfModel({ tree, layers, plan }: ModelAnalysis): OutlineSymbol[] {
  if (tree === undefined) return [];
  const written = layers.filter((layer) => !isImplied(layer));
  return propertiesOf(tree).map(({ key, value, property }) => {
    const range = rangeOf(property);
    const selection = rangeOf(key);
    if (key.value === 'layers') {
      const detail = plan === undefined ? '' : `${formatShape(plan.inputShape)} → ${plan.classCount} classes`;
      return { name: 'layers', detail, kind: 'layers', range, selection, children: written.map(layerSymbol) };
    }
    return optionSymbol(key, value, property);
  });
}

/** A comparison's outline: its data, its models, its training. Works on broken text, too. */
export function outlineOfComparison(text: string): OutlineSymbol[] {
  const { tree } = parseDocument(text);
  return tree === undefined
    ? []
    : propertiesOf(tree).map(({ key, value, property }) => optionSymbol(key, value, property));
}

function layerSymbol(layer: AnalysedLayer): OutlineSymbol {
  const shape = layer.planned?.outputShape;
  const type = layer.type?.type ?? '';
  return {
    name: printable(layer.name) || 'layer',
    detail: shape === undefined ? type : `${type} · ${formatShape(shape)}`,
    kind: 'layer',
    range: layer.range,
    selection: nameRangeOf(layer),
    children: [],
  };
}

function optionSymbol(key: JsonNode, value: JsonNode | undefined, property: JsonNode): OutlineSymbol {
  const isTraining = key.value === 'training';
  const isModels = key.value === 'models' && value?.type === 'array';
  const children =
    isTraining && value !== undefined
      ? propertiesOf(value).map((inner) => optionSymbol(inner.key, inner.value, inner.property))
      : isModels
        ? (value.children ?? []).map(modelSymbol)
        : [];
  return {
    name: printable(String(key.value)) || '""',
    detail: children.length > 0 || value === undefined ? '' : shown(value),
    kind: isTraining ? 'training' : isModels ? 'models' : 'option',
    range: rangeOf(property),
    selection: rangeOf(key),
    children,
  };
}

function modelSymbol(node: JsonNode): OutlineSymbol {
  const range = rangeOf(node);
  return { name: shown(node) || '""', detail: '', kind: 'model', range, selection: range, children: [] };
}

function propertiesOf(node: JsonNode) {
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = node.type === 'object' ? (property.children ?? []) : [];
    return key === undefined ? [] : [{ key, value, property }];
  });
}

/** The type of what has one, else the value, in short. */
function shown(node: JsonNode): string {
  const type = nodeAt(node, ['type'])?.value;
  const value = typeof type === 'string' ? type : valueIn(node);
  const text = printable(typeof value === 'string' ? value : writeInline(value));
  return text.length > MAXIMUM_DETAIL ? `${text.slice(0, MAXIMUM_DETAIL)}…` : text;
}
