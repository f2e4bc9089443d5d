import type { LayerDefinition, ModelDefinition, Recipe, RecipeOverride } from '../definition/definition.js';
import { nodeAt, rangeOf } from '../definition/jsonDocument.js';
import type { JsonPath } from '../definition/option.js';
import { createLineMap, type LineMap } from '../definition/position.js';
import type { TextRange } from '../definition/problem.js';
import { applyRecipe } from '../definition/recipe.js';
import { LayerText } from '../plan/layerText.js';
import { type DefinitionDifference, type DifferenceSide, sameValue, valueText } from '../run/definitionDifference.js';
import { type ChangedFact, changedFacts } from '../run/recipeFacts.js';
import { type MergedLayer, mergeLayers } from './mergedLayers.js';

/** One of two definitions that are compared. */
export interface ComparedModel {
  readonly definition: ModelDefinition;
  /** Laid over its recipe, as a run's request or a command line has it. */
  readonly override?: RecipeOverride | undefined;
}

/** One thing that makes the second definition of the first, and can be done by itself. */
export interface DefinitionChange {
  readonly difference: DefinitionDifference & { readonly area: 'input' | 'layer' | 'training' };
  /** Where it is written in each text, else next to where it would be. */
  readonly places: { readonly first: TextRange; readonly second: TextRange };
  /** What is done. */
  readonly step: ChangeStep;
}

/** `place`: of the merged layers. `presence`: a layer comes or goes; `type`: it becomes another, with all its options. */
export type ChangeStep =
  | { readonly kind: 'input' }
  | { readonly kind: 'presence' | 'type' | 'from'; readonly place: number }
  | { readonly kind: 'option'; readonly place: number; readonly option: string }
  | { readonly kind: 'recipe'; readonly subject: string };

/** Two definitions, and what makes the second of the first. */
export interface DefinitionComparison {
  readonly first: ModelDefinition;
  readonly second: ModelDefinition;
  /** In force, overrides laid over. */
  readonly recipes: { readonly first: Recipe; readonly second: Recipe };
  readonly layers: readonly MergedLayer[];
  /** In the order: input, layers, training. */
  readonly changes: readonly DefinitionChange[];
}

/**
 * What makes the second definition of the first, by meaning: defaults are filled in; comments, the order of keys, other ways
 * to write a value, descriptions and names do not count. All changes together, applied to the first, give what the second
 * means (`applyChanges`).
 */
export function compareModels(first: ComparedModel, second: ComparedModel): DefinitionComparison {
  const [one, other] = [sourceOf(first), sourceOf(second)];
  const layers = mergeLayers(first.definition, second.definition);
  return {
    first: first.definition,
    second: second.definition,
    recipes: { first: one.recipe, second: other.recipe },
    layers,
    changes: [
      ...inputChanges(one, other),
      ...layers.flatMap((layer, place) => (place === 0 ? [] : layerChanges(layer, place, layers, one, other))),
      ...recipeChanges(one, other),
    ],
  };
}

/** A definition with what finds its places. */
interface Source {
  readonly definition: ModelDefinition;
  readonly recipe: Recipe;
  readonly override: RecipeOverride;
  readonly text: LayerText;
  readonly lines: LineMap;
}

function sourceOf({ definition, override = {} }: ComparedModel): Source {
  const { document, recipe } = definition;
  return {
    definition,
    recipe: applyRecipe(recipe, override),
    override,
    text: new LayerText(document),
    lines: createLineMap(document?.text ?? ''),
  };
}

function inputChanges(first: Source, second: Source): DefinitionChange[] {
  const [one, other] = [first, second].map((source) => {
    const { input, layers } = source.definition;
    const layer = layers[0];
    const range = layer === undefined ? { start: 0, end: 0 } : source.text.rangeOfInput(layer);
    const line = input === 'dataset' ? null : lineOf(source, range);
    return { range, side: { text: valueText(input), line } };
  });
  if (one === undefined || other === undefined || one.side.text === other.side.text) return [];
  const difference = { area: 'input', kind: 'changed', subject: 'input', first: one.side, second: other.side } as const;
  return [{ difference, places: { first: one.range, second: other.range }, step: { kind: 'input' } }];
}

function layerChanges(
  { first: one, second: other, before, after }: MergedLayer,
  place: number,
  layers: readonly MergedLayer[],
  first: Source,
  second: Source,
): DefinitionChange[] {
  const neighbour = (side: 'first' | 'second', source: Source): TextRange => {
    const layer = layers.slice(0, place).findLast((candidate) => candidate[side] !== undefined)?.[side];
    const { end } = layer?.range ?? source.definition.layers[0]?.range ?? { end: 0 };
    return { start: end, end };
  };
  if (one === undefined || other === undefined) {
    const alone = one ?? other;
    if (alone === undefined) return [];
    const source = one === undefined ? second : first;
    const side = layerSide(source, alone, alone.type.type);
    const difference = {
      area: 'layer',
      kind: one === undefined ? 'added' : 'removed',
      subject: alone.name,
      first: one === undefined ? null : side,
      second: one === undefined ? side : null,
    } as const;
    const places = {
      first: one?.range ?? neighbour('first', first),
      second: other?.range ?? neighbour('second', second),
    };
    return [{ difference, places, step: { kind: 'presence', place } }];
  }
  const change = (option: string, texts: readonly [string, string], step: ChangeStep): DefinitionChange => ({
    difference: {
      area: 'layer',
      kind: 'changed',
      subject: other.name,
      option,
      first: layerSide(first, one, texts[0], option),
      second: layerSide(second, other, texts[1], option),
    },
    places: { first: first.text.rangeOf(one, option), second: second.text.rangeOf(other, option) },
    step,
  });
  const isOtherType = one.type.type !== other.type.type;
  const options = isOtherType ? [] : [...new Set([...Object.keys(one.options), ...Object.keys(other.options)])];
  return [
    ...(isOtherType ? [change('type', [one.type.type, other.type.type], { kind: 'type', place })] : []),
    ...(before === after
      ? []
      : [change('from', [valueText(one.from), valueText(other.from)], { kind: 'from', place })]),
    ...options
      .filter((option) => !sameValue(one.options[option], other.options[option]))
      .map((option) =>
        change(option, [valueText(one.options[option]), valueText(other.options[option])], {
          kind: 'option',
          place,
          option,
        }),
      ),
  ];
}

function recipeChanges(first: Source, second: Source): DefinitionChange[] {
  const facts = changedFacts(first.recipe, second.recipe);
  return withWholePhases(facts, first.recipe, second.recipe).map(({ subject, first: one, second: other }) => {
    const path: JsonPath = (one ?? other)?.path ?? [];
    const absent: DifferenceSide | null =
      (one ?? other)?.of === undefined ? null : { text: valueText(null), line: null };
    const sideOf = (source: Source, fact: typeof one): DifferenceSide | null => {
      if (fact === undefined) return absent;
      const isOverridden = source.override[fact.path[0]] !== undefined;
      const range = isOverridden ? undefined : rangeOfTraining(source, fact.path);
      return { text: valueText(fact.value), line: range === undefined ? null : lineOf(source, range) };
    };
    const [firstSide, secondSide] = [sideOf(first, one), sideOf(second, other)];
    const kind = firstSide === null ? 'added' : secondSide === null ? 'removed' : 'changed';
    return {
      difference: { area: 'training', kind, subject, first: firstSide, second: secondSide },
      places: {
        first: rangeOfTraining(first, one?.path ?? path) ?? endOf(first),
        second: rangeOfTraining(second, other?.path ?? path) ?? endOf(second),
      },
      step: { kind: 'recipe', subject },
    };
  });
}

/** A second phase comes and goes as a whole. */
function withWholePhases(facts: readonly ChangedFact[], first: Recipe, second: Recipe): ChangedFact[] {
  if ((first.fineTuning === undefined) === (second.fineTuning === undefined)) return [...facts];
  const wholeOf = (value: Recipe['fineTuning']) =>
    value === undefined ? undefined : ({ value, path: ['fineTuning'] } as const);
  const whole = { subject: 'fineTuning', first: wholeOf(first.fineTuning), second: wholeOf(second.fineTuning) };
  return [...facts.filter(({ subject }) => !subject.startsWith('fineTuning.')), whole];
}

function layerSide(source: Source, layer: LayerDefinition, text: string, option?: string): DifferenceSide {
  return { text, layer: layer.name, line: lineOf(source, source.text.rangeOf(layer, option)) };
}

function lineOf({ lines }: Source, { start }: TextRange): number {
  return lines.positionAt(start).line;
}

/** Where a part of `training` is written, or the nearest thing around it, `training` itself at last. */
function rangeOfTraining({ definition }: Source, path: JsonPath): TextRange | undefined {
  const root = definition.document?.root;
  for (let length = path.length; root !== undefined && length >= 0; length -= 1) {
    const node = nodeAt(root, ['training', ...path.slice(0, length)]);
    if (node !== undefined) return rangeOf(node);
  }
  return undefined;
}

/** After the last layer, where `training` would stand. */
function endOf({ definition }: Source): TextRange {
  const { end } = definition.layers.at(-1)?.range ?? { end: 0 };
  return { start: end, end };
}
