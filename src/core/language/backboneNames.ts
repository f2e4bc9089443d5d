import { backboneByName } from '../backbones/index.js';
import type { JsonPath } from '../definition/option.js';
import { formatQuantity, formatShape, printable } from '../format.js';
import { ownName } from '../plan/partName.js';
import type { PlannedLayer } from '../plan/plan.js';
import { type AnalysedLayer, layerAt, type ModelAnalysis } from './analyseModel.js';
import type { Proposal } from './completion.js';
import type { Cursor } from './cursor.js';
import { formatMacs, parameterCountOf } from './layerFacts.js';
import { codeBlock, inlineCode, paragraphs } from './markdown.js';
import { literal } from './snippet.js';

/** True for the places where a definition names a layer inside a backbone: `upTo`, and `from` of `trainable`. */
export function namesInnerLayer(path: JsonPath): boolean {
  const [list, , key, inner, ...deeper] = path;
  if (list !== 'layers' || deeper.length > 0) return false;
  return (key === 'upTo' && inner === undefined) || (key === 'trainable' && inner === 'from');
}

/**
 * The names of a backbone's layers where one is to be written, in the network's order, for `trainable` up to where it is cut;
 * undefined elsewhere, or where the network is not known.
 */
export function proposeInnerLayers(
  analysis: ModelAnalysis,
  { path, enclosing }: Cursor,
): readonly Proposal[] | undefined {
  const entries = enclosing[2]?.entries;
  if (!namesInnerLayer(path) || entries?.get('type') !== 'backbone') return undefined;
  const network = backboneByName(entries.get('name') ?? '');
  const own = analysis.layers.find(({ range }) => range.start === enclosing[2]?.start);
  // Names depend on the size only where it is odd.
  const layers = network?.layers({ alpha: 1, inputSize: Number(own?.planned?.definition.options.inputSize ?? 96) });
  if (layers === undefined) return undefined;
  const cut = path[2] === 'trainable' ? layers.findIndex(({ name }) => name === entries.get('upTo')) : -1;
  const parts = new Map((own?.planned?.parts ?? []).map((part) => [ownName(part), part]));
  return layers.slice(0, cut < 0 ? layers.length : cut + 1).map(({ name, type }): Proposal => {
    const part = parts.get(name);
    const shape = part === undefined ? '' : ` · ${formatShape(part.outputShape)}`;
    return { label: name, kind: 'layer', detail: `${type}${shape}`, snippet: literal(JSON.stringify(name)) };
  });
}

/** What a name inside a backbone means, in Markdown: the layer, and what all up to it or from it on comes to. */
export function describeInnerLayer(
  analysis: ModelAnalysis,
  offset: number,
  path: JsonPath,
  name: string,
): string | undefined {
  const layer = namesInnerLayer(path) ? layerAt(analysis, offset) : undefined;
  const parts = layer?.planned?.parts;
  const index = parts?.findIndex((part) => ownName(part) === name) ?? -1;
  const part = parts?.[index];
  if (layer === undefined || parts === undefined || part === undefined) return undefined;
  const isCut = path[2] === 'upTo';
  const counted = isCut ? parts.slice(0, index + 1) : parts.slice(index);
  return paragraphs(
    `**${part.definition.type.type}** ${inlineCode(part.definition.name)} · ${formatShape(part.outputShape)}`,
    part.definition.type.description,
    `${isCut ? 'Up to and with it' : 'From it on, learned in the second phase'}: ${costOf(counted)}.`,
  );
}

/** A backbone's parts for its hover: what prepares the images, how much is frozen; undefined for other layers. */
export function describeParts({ planned }: AnalysedLayer): string | undefined {
  const parts = planned?.parts;
  if (parts === undefined) return undefined;
  const learned = parts.filter(({ definition }) => definition.options.trainable === 'fineTuning');
  const [first] = learned;
  const lines = [
    `layers    ${printable(ownName(parts[0] as PlannedLayer))} … ${printable(ownName(parts.at(-1) as PlannedLayer))}`,
    `all       ${costOf(parts)}`,
    first === undefined
      ? 'learned   nothing: it is frozen'
      : `learned   in the second phase, from ${printable(ownName(first))} on: ${costOf(learned)}`,
  ];
  return codeBlock(lines);
}

function costOf(parts: readonly PlannedLayer[]): string {
  const parameters = parts.reduce((sum, part) => sum + parameterCountOf(part), 0);
  const macs = parts.reduce((sum, part) => sum + part.macs, 0);
  return `${formatQuantity(parameters, 'parameter')}, ${formatMacs(macs)} MACs for one image`;
}
