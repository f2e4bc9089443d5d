import { type Edit, setProperty } from '../definition/edit.js';
import { type JsonNode, nodeAt, rangeOf } from '../definition/jsonDocument.js';
import { LAYER_NAME_PATTERN } from '../definition/modelOptions.js';
import type { TextRange } from '../definition/problem.js';
import { impliedInputName, layerNames, type Nameable } from '../definition/readLayers.js';
import { takesName } from '../layers/layer.js';
import { type AnalysedLayer, isImplied, type ModelAnalysis } from './analyseModel.js';
import { layerSymbolAt, referencesTo } from './references.js';

/** Why a layer cannot be renamed, for people. */
export interface RenameRefusal {
  readonly refusal: string;
}

/** What is about to be renamed. */
export interface RenameTarget {
  /** The text under the cursor that means the layer. */
  readonly range: TextRange;
  readonly name: string;
}

const pattern = new RegExp(LAYER_NAME_PATTERN);

/** Says whether the layer at an offset can be renamed, and what it is called now. */
export function prepareRename(analysis: ModelAnalysis, offset: number): RenameTarget | RenameRefusal {
  if (analysis.isBroken)
    return { refusal: 'Mend the mistakes in the JSON first: until then it is a guess what means what.' };
  const symbol = layerSymbolAt(analysis, offset);
  if (symbol === undefined)
    return { refusal: 'Only layers can be renamed: at their name, their type, or their name in "from".' };
  const list = analysis.tree && nodeAt(analysis.tree, ['layers']);
  if ((list?.children?.length ?? 0) !== analysis.layers.filter((layer) => !isImplied(layer)).length)
    return { refusal: 'There are so many mistakes that not all layers were read; mend some of them first.' };
  if (isImplied(symbol.layer))
    return {
      refusal: `"${symbol.layer.name}" is the images' own name; to give it another one, begin the layers with { "type": "input", "name": … }.`,
    };
  const { type } = symbol.layer;
  if (type !== undefined && !takesName(type))
    return {
      refusal: `A ${type.type} is called by its type, "${symbol.layer.name}": its "name" says something else. Other layers can be renamed.`,
    };
  return { range: symbol.range, name: symbol.layer.name };
}

/**
 * The edits that rename the layer at an offset: its `name`, or a new one where it has none, and each `from` that means
 * it. Names that are made from types depend on the names around them; those of layers that are read are written down
 * where they would else change, so that the model stays the same but for names.
 */
export function renameLayer(
  analysis: ModelAnalysis,
  offset: number,
  newName: string,
): { readonly edits: readonly Edit[] } | RenameRefusal {
  const target = prepareRename(analysis, offset);
  if ('refusal' in target) return target;
  const layer = layerSymbolAt(analysis, offset)?.layer;
  if (layer === undefined) return { refusal: 'There is no layer here.' };
  if (!pattern.test(newName))
    return { refusal: "A layer's name is a letter, then up to 63 letters, digits, _, - or .; choose another one." };
  if (newName === layer.name) return { edits: [] };
  const clash = analysis.layers.find((other) => other.name === newName);
  if (clash !== undefined)
    return {
      refusal: `Another layer${clash.nameNode === undefined ? `, of type ${clash.type?.type ?? 'unknown'},` : ''} is named "${newName}" already; names must differ.`,
    };
  const named = nameEdits(analysis.text, layer, newName);
  if (named.length === 0) return { refusal: 'What stands as "name" of this layer is no text; mend that first.' };
  const edits = [...named, ...referencesTo(analysis, layer).map((node) => replaceText(node, newName))];
  return {
    edits: [...edits, ...keptNames(analysis, layer, newName)].toSorted((a, b) => a.range.start - b.range.start),
  };
}

/** Writes a layer's name: over the one it has, or as a new key right after its type. */
export function nameEdits(text: string, layer: AnalysedLayer, name: string): readonly Edit[] {
  const { nameNode, node } = layer;
  if (nameNode !== undefined) return [replaceText(nameNode, name)];
  // A `name` that is no text is a mistake of its own: a second one would not mend it.
  if (node === undefined || nodeAt(node, ['name']) !== undefined || !mayBeNamed(layer)) return [];
  const type = nodeAt(node, ['type']);
  if (type === undefined) return [setProperty(text, node, 'name', name)];
  const end = type.offset + type.length;
  return [{ range: { start: end, end }, text: `, "name": ${JSON.stringify(name)}` }];
}

/** Edits for the other layers whose made-up names would change, as far as a `from` holds them. */
function keptNames(analysis: ModelAnalysis, renamed: AnalysedLayer, newName: string): readonly Edit[] {
  const written = analysis.layers.filter((layer) => !isImplied(layer));
  const read = new Set(analysis.layers.flatMap(({ fromNodes }) => fromNodes.map((node) => String(node.value))));
  const kept = new Set<AnalysedLayer>();
  for (;;) {
    const names = layerNames(written.map((layer) => nameableOf(layer, layer === renamed ? newName : undefined, kept)));
    const isChanged = (layer: AnalysedLayer, index: number) =>
      layer !== renamed && names[index] !== layer.name && read.has(layer.name);
    const changed = written.filter((layer, index) => isChanged(layer, index) && mayBeNamed(layer));
    const implied = analysis.layers.find(isImplied);
    const impliedName = implied && impliedInputName(names);
    if (changed.length === 0) {
      const moved = implied !== undefined && impliedName !== undefined && impliedName !== implied.name;
      const inputs = moved ? referencesTo(analysis, implied).map((node) => replaceText(node, impliedName)) : [];
      const unnameable = written.flatMap((layer, index) =>
        isChanged(layer, index)
          ? referencesTo(analysis, layer).map((node) => replaceText(node, names[index] ?? ''))
          : [],
      );
      return [...[...kept].flatMap((layer) => nameEdits(analysis.text, layer, layer.name)), ...unnameable, ...inputs];
    }
    for (const layer of changed) kept.add(layer);
  }
}

function mayBeNamed({ type }: AnalysedLayer): boolean {
  return type === undefined || takesName(type);
}

function nameableOf(layer: AnalysedLayer, newName: string | undefined, kept: ReadonlySet<AnalysedLayer>): Nameable {
  const given = newName ?? (layer.nameNode !== undefined || kept.has(layer) ? layer.name : undefined);
  const stem = layer.type?.type ?? 'layer';
  return given === undefined ? { stem } : { name: given, stem };
}

function replaceText(node: JsonNode, name: string): Edit {
  return { range: rangeOf(node), text: JSON.stringify(name) };
}
