import { callbackTypes } from '../callbacks/index.js';
import type { ConfigurableType, Configured } from '../definition/configured.js';
import type { ModelDefinition, Recipe, RecipeOverride } from '../definition/definition.js';
import { fineTuningOptions } from '../definition/fineTuning.js';
import type { OptionSpec, OptionSpecs } from '../definition/option.js';
import { applyRecipe, recipeOptions } from '../definition/recipe.js';
import { optimizerTypes } from '../graph/optimizers/index.js';
import { scheduleTypes } from '../schedules/index.js';

/** An option of a model, or of how it is trained, that a sweep can give other values. */
export interface SweepableOption {
  /** `layers.conv1.filters`, `training.optimizer.learningRate`, `training.callbacks.earlyStopping.patience`. */
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: the options of different kinds live in one list
  readonly spec: OptionSpec<any>;
  /** As read; undefined where it has none. */
  readonly current: unknown;
  readonly place: OptionPlace;
}

/** Where a value goes. */
export type OptionPlace =
  | { readonly kind: 'layer'; readonly layer: string; readonly key: string }
  /** A key of `training`, in place of what it holds. */
  | { readonly kind: 'recipe'; readonly key: keyof Recipe }
  /** A key within one of `training`; of the callback of that index. */
  | { readonly kind: 'part'; readonly key: keyof Recipe; readonly part: string; readonly index?: number };

/** All options of a model in a comparison with that recipe, in the order of the model: its layers', then its training's. */
export function sweepableOptions(model: ModelDefinition, override: RecipeOverride): SweepableOption[] {
  const found = new Map<string, SweepableOption>();
  for (const option of [...layerOptions(model), ...trainingOptions(applyRecipe(model.recipe, override))])
    if (!found.has(option.path)) found.set(option.path, option);
  return [...found.values()];
}

/** The recipe in force, as a definition writes a key of it: with every option, defaults filled in. */
export function writtenRecipe(recipe: Recipe, key: keyof Recipe): unknown {
  const value = recipe[key];
  if (key === 'callbacks') return recipe.callbacks.map(writtenType);
  return key === 'optimizer' || key === 'learningRateSchedule' ? writtenType(recipe[key]) : value;
}

function writtenType({ type, options }: Configured): Readonly<Record<string, unknown>> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return { type, ...Object.fromEntries(given) };
}

function layerOptions({ layers }: ModelDefinition): SweepableOption[] {
  return layers.flatMap(({ name, type, options }) =>
    Object.entries(type.options).map(([key, spec]) => ({
      path: `layers.${name}.${key}`,
      spec,
      current: options[key],
      place: { kind: 'layer' as const, layer: name, key },
    })),
  );
}

function trainingOptions(recipe: Recipe): SweepableOption[] {
  const { callbacks: _, fineTuning: __, ...whole } = recipeOptions;
  const keys = Object.entries(whole).map(([key, spec]) => ({
    path: `training.${key}`,
    spec,
    current: recipe[key as keyof Recipe],
    place: { kind: 'recipe' as const, key: key as keyof Recipe },
  }));
  const partsOf = (
    key: keyof Recipe,
    name: string,
    specs: OptionSpecs | undefined,
    options: Readonly<Record<string, unknown>>,
    index?: number,
  ) =>
    Object.entries(specs ?? {}).map(([part, spec]) => ({
      path: `training.${name}.${part}`,
      spec,
      current: options[part],
      place: { kind: 'part' as const, key, part, ...(index === undefined ? {} : { index }) },
    }));
  const specsOf = (types: readonly ConfigurableType[], { type }: Configured) =>
    types.find((candidate) => candidate.type === type)?.options;
  const { optimizer, learningRateSchedule, callbacks, fineTuning } = recipe;
  return [
    ...keys,
    ...partsOf('optimizer', 'optimizer', specsOf(optimizerTypes, optimizer), optimizer.options),
    ...partsOf(
      'learningRateSchedule',
      'learningRateSchedule',
      specsOf(scheduleTypes, learningRateSchedule),
      learningRateSchedule.options,
    ),
    ...callbacks.flatMap((callback, index) =>
      partsOf('callbacks', `callbacks.${callback.type}`, specsOf(callbackTypes, callback), callback.options, index),
    ),
    ...(fineTuning === undefined ? [] : partsOf('fineTuning', 'fineTuning', fineTuningOptions, { ...fineTuning })),
  ];
}
