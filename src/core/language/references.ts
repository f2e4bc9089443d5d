import { type JsonNode, nodeAt, rangeOf } from '../definition/jsonDocument.js';
import type { TextRange } from '../definition/problem.js';
import { type AnalysedLayer, layerAt, layerNamed, type ModelAnalysis } from './analyseModel.js';

/** A piece of text that means a layer. */
export interface LayerSymbol {
  /** The text, its quotes left out. */
  readonly range: TextRange;
  readonly layer: AnalysedLayer;
  /** Its own name or type, or its name in another layer's `from`. */
  readonly role: 'name' | 'type' | 'reference';
}

/** From where to where "go to definition" leads. */
export interface DefinitionLink {
  readonly origin: TextRange;
  /** What the target says its name with; its type, if it has no name of its own. */
  readonly target: TextRange;
  /** The whole entry. */
  readonly targetEntry: TextRange;
}

/** The layer that the name, type or reference at an offset means, if there is one. */
export function layerSymbolAt(analysis: ModelAnalysis, offset: number): LayerSymbol | undefined {
  const holder = layerAt(analysis, offset);
  if (holder?.node === undefined) return undefined;
  const reference = holder.fromNodes.find((node) => touches(node, offset));
  if (reference !== undefined) {
    const layer = layerNamed(analysis, String(reference.value));
    return layer && { range: withinQuotes(reference), layer, role: 'reference' };
  }
  if (holder.nameNode !== undefined && touches(holder.nameNode, offset))
    return { range: withinQuotes(holder.nameNode), layer: holder, role: 'name' };
  const type = nodeAt(holder.node, ['type']);
  if (type?.type !== 'string' || !touches(type, offset)) return undefined;
  return { range: withinQuotes(type), layer: holder, role: 'type' };
}

/** Where the layer stands that a name in `from` means. */
export function definitionAt(analysis: ModelAnalysis, offset: number): DefinitionLink | undefined {
  const symbol = layerSymbolAt(analysis, offset);
  if (symbol === undefined || symbol.role === 'type') return undefined;
  return { origin: symbol.range, target: nameRangeOf(symbol.layer), targetEntry: symbol.layer.range };
}

/** Everywhere that the layer at an offset is named in `from`, in order; with its declaration first, if asked for. */
export function referencesAt(analysis: ModelAnalysis, offset: number, withDeclaration: boolean): TextRange[] {
  const symbol = layerSymbolAt(analysis, offset);
  if (symbol === undefined) return [];
  const found = referencesTo(analysis, symbol.layer).map(withinQuotes);
  return withDeclaration ? [nameRangeOf(symbol.layer), ...found] : found;
}

/** The names in any `from` that mean a layer. Where two have one name, the first is meant. */
export function referencesTo(analysis: ModelAnalysis, layer: AnalysedLayer): JsonNode[] {
  if (layerNamed(analysis, layer.name) !== layer) return [];
  return analysis.layers.flatMap(({ fromNodes }) => fromNodes.filter((node) => node.value === layer.name));
}

/** Where a layer says its name; without one of its own: its type, or whatever stands for it. */
export function nameRangeOf({ nameNode, node, range }: AnalysedLayer): TextRange {
  if (nameNode !== undefined) return withinQuotes(nameNode);
  const type = node && nodeAt(node, ['type']);
  return type === undefined ? range : rangeOf(type);
}

/** The range of a text without its quotes; of a text that is not closed without the one that it has. */
export function withinQuotes(node: JsonNode): TextRange {
  const { start, end } = rangeOf(node);
  return { start: Math.min(start + 1, end), end: Math.max(start + 1, end - 1) };
}

function touches({ offset, length }: JsonNode, at: number): boolean {
  return offset <= at && at <= offset + length;
}
