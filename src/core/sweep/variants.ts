import type { ComparisonDefinition, ModelDefinition, RecipeOverride } from '../definition/definition.js';
import { modelKeysOf } from '../definition/modelKeys.js';
import { applyOptions } from './applyOptions.js';
import { combinationsOf } from './combinations.js';
import { sweepableOptions } from './sweepableOptions.js';
import { dimensionsOf, hasSweep, type SweepComparison, sweptModels } from './sweepProblems.js';
import { variantNames } from './variantNames.js';

/** Which variant of a model a run is of; it decides nothing. */
export interface SweepPlace {
  /** The word for the model that was varied: `cnn`. */
  readonly model: string;
  /** Its options that are varied, with the values that they have here, by path. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A model of a comparison as it is trained: itself, or a variant. */
export interface ComparedModel {
  /** Index of the model in the comparison. */
  readonly model: number;
  readonly name: string;
  readonly text: string;
  /** What the comparison says of training, less what stands in the variant's own text. */
  readonly recipe: RecipeOverride;
  /** Absent for a model that is not varied. */
  readonly sweep?: SweepPlace;
}

/** The models of a comparison with all variants of those that it varies, in order. Its sweep has no problems. */
export function comparedModels(
  definition: ComparisonDefinition,
  models: readonly { readonly text: string; readonly definition: ModelDefinition }[],
): ComparedModel[] {
  const asIs = (index: number): ComparedModel[] => {
    const model = models[index];
    return model === undefined
      ? []
      : [{ model: index, name: model.definition.name, text: model.text, recipe: definition.recipe }];
  };
  if (!hasSweep(definition)) return models.flatMap((_, index) => asIs(index));
  const swept = new Set(sweptModels(definition));
  return models.flatMap((model, index) => (swept.has(index) ? variantsOf(definition, model, index) : asIs(index)));
}

function variantsOf(
  definition: SweepComparison,
  model: { readonly text: string; readonly definition: ModelDefinition },
  index: number,
): ComparedModel[] {
  const { sweep, recipe } = definition;
  const known = sweepableOptions(model.definition, recipe);
  const paths = sweep.options.map(({ path }) => path);
  const options = paths.flatMap((path) => known.find((option) => option.path === path) ?? []);
  const combinations = combinationsOf(sweep, dimensionsOf(sweep, known));
  const names = variantNames(model.definition.name, paths, combinations);
  const word = modelKeysOf(definition.models.map(({ path }) => path))[index] ?? model.definition.name;
  return combinations.map((values, place) => {
    const name = names[place] ?? word;
    const applied = options.map((option, axis) => ({ option, value: values[axis] }));
    const pairs = paths.map((path, axis) => [path, values[axis]]);
    const made = applyOptions(model, recipe, name, applied);
    return { model: index, name, ...made, sweep: { model: word, options: Object.fromEntries(pairs) } };
  });
}
