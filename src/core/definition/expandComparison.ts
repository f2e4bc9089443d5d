import type { ComparisonDefinition, RecipeOverride } from './definition.js';

/** What a person chose for this time; it goes before what the comparison says. */
export interface ComparisonOverrides {
  readonly seed?: number | undefined;
  readonly validationSplit?: number | undefined;
  readonly recipe?: RecipeOverride | undefined;
}

/** One of the trainings that a comparison stands for. */
export interface ComparisonTraining<Model> {
  readonly model: Model;
  readonly seed: number;
  readonly validationSplit: number;
  readonly recipe: RecipeOverride;
}

/**
 * All trainings of a comparison, in the order in which they are done: seed by seed, so that a comparison that is stopped
 * has seen all models equally often.
 */
export function expandComparison<Model>(
  definition: Pick<ComparisonDefinition, 'seeds' | 'validationSplit' | 'recipe'>,
  models: readonly Model[],
  overrides: ComparisonOverrides = {},
): ComparisonTraining<Model>[] {
  const seeds = overrides.seed === undefined ? definition.seeds : [overrides.seed];
  const validationSplit = overrides.validationSplit ?? definition.validationSplit;
  const recipe = { ...definition.recipe, ...overrides.recipe };
  return seeds.flatMap((seed) => models.map((model) => ({ model, seed, validationSplit, recipe })));
}
