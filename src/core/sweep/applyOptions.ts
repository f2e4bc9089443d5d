import type { ModelDefinition, Recipe, RecipeOverride } from '../definition/definition.js';
import { applyEdit, setProperty } from '../definition/edit.js';
import { type JsonNode, nodeAt, parseDocument } from '../definition/jsonDocument.js';
import { applyRecipe } from '../definition/recipe.js';
import { type OptionPlace, type SweepableOption, writtenRecipe } from './sweepableOptions.js';

/** An option with the value that it gets, as a definition writes it. */
export interface AppliedOption {
  readonly option: SweepableOption;
  readonly value: unknown;
}

/** A model with other values of some options. */
export interface AppliedText {
  /** A definition's text: comments, order and everything else as they were. */
  readonly text: string;
  /** The comparison's recipe without those keys that the text has now, as what a comparison says would go before it. */
  readonly recipe: RecipeOverride;
}

/**
 * Writes a model anew with a name and with values of its options. `text` is the model's, without an error; `override` the
 * comparison's recipe: of what it says of an option's key, the rest goes into the text too.
 */
export function applyOptions(
  { text, definition }: { readonly text: string; readonly definition: ModelDefinition },
  override: RecipeOverride,
  name: string,
  applied: readonly AppliedOption[],
): AppliedText {
  const recipe = applyRecipe(definition.recipe, override);
  let result = edited(text, [], 'name', name);
  const trained = new Map<keyof Recipe, unknown>();
  for (const { option, value } of applied) {
    const { place } = option;
    if (place.kind === 'layer') result = edited(result, layerPath(result, definition, place.layer), place.key, value);
    else trained.set(place.key, partSet(trained.get(place.key) ?? writtenRecipe(recipe, place.key), place, value));
  }
  if (trained.size > 0 && nodeOf(result, ['training']) === undefined) result = edited(result, [], 'training', {});
  for (const [key, value] of trained) result = edited(result, ['training'], key, value);
  return {
    text: result,
    recipe: Object.fromEntries(Object.entries(override).filter(([key]) => !trained.has(key as keyof Recipe))),
  };
}

function partSet(whole: unknown, place: OptionPlace, value: unknown): unknown {
  if (place.kind !== 'part') return value;
  const { index, part } = place;
  if (index === undefined) return { ...(whole as object), [part]: value };
  return (whole as readonly object[]).map((callback, at) => (at === index ? { ...callback, [part]: value } : callback));
}

function edited(text: string, path: readonly (string | number)[], key: string, value: unknown): string {
  const object = nodeOf(text, path);
  if (object === undefined) throw new RangeError(`a definition without an error has ${path.join('.')}`);
  return applyEdit(text, setProperty(text, object, key, value));
}

function nodeOf(text: string, path: readonly (string | number)[]): JsonNode | undefined {
  const { root } = parseDocument(text);
  return root && nodeAt(root, path);
}

/** Names and order of the layers stay, whatever their options are. */
function layerPath(text: string, { layers }: ModelDefinition, name: string): readonly (string | number)[] {
  const written = nodeOf(text, ['layers'])?.children?.length ?? 0;
  // The first one is made from `input` where the list has none.
  return ['layers', layers.findIndex((layer) => layer.name === name) - (layers.length - written)];
}
