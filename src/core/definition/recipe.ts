import { callbackTypes } from '../callbacks/index.js';
import { optimizerTypes } from '../graph/optimizers/index.js';
import { scheduleTypes } from '../schedules/index.js';
import { type ConfigurableType, type Configured, configured } from './configured.js';
import type { Recipe, RecipeOverride } from './definition.js';
import { fineTuningOption } from './fineTuning.js';
import type { JsonPath, OptionSpec, Report } from './option.js';
import { integer, list, number, readOptions } from './options.js';

/**
 * The published recipe, as a definition would write it: what a model without `training` is trained with, key by key.
 * Keras's AdamW; early stopping goes back to the best weights.
 */
const published = {
  optimizer: { type: 'adamW', learningRate: 0.001, weightDecay: 0.004 },
  learningRateSchedule: 'constant',
  callbacks: [
    { type: 'earlyStopping', monitor: 'validationLoss', patience: 5, restoreBestWeights: true },
    { type: 'reduceLearningRateOnPlateau', monitor: 'validationLoss', factor: 0.5, patience: 2 },
  ],
};

/** The keys of `training`: how to read them, their defaults, documentation and JSON Schema. */
export const recipeOptions = {
  optimizer: configured({
    description: 'How the weights follow the gradients: a name, or an object with `type` and options.',
    types: optimizerTypes,
    default: read(optimizerTypes, published.optimizer),
    writtenDefault: published.optimizer,
  }),
  learningRateSchedule: configured({
    description: "How the optimizer's learning rate changes over the training.",
    types: scheduleTypes,
    default: read(scheduleTypes, published.learningRateSchedule),
    writtenDefault: published.learningRateSchedule,
  }),
  batchSize: integer({ description: 'Images in one training step.', default: 64, minimum: 1, maximum: 65_536 }),
  epochs: integer({
    description: 'Passes over the training images, at most; early stopping may end before.',
    default: 30,
    minimum: 1,
    maximum: 100_000,
  }),
  callbacks: list<Configured>({
    description: 'What watches the training; a list given here takes the place of the whole default list.',
    of: configured({ description: 'A callback: a name, or an object with `type` and options.', types: callbackTypes }),
    default: published.callbacks.map((callback) => read(callbackTypes, callback)),
    writtenDefault: published.callbacks,
    maxLength: 20,
  }),
  labelSmoothing: number({
    description:
      'Part of each target that all classes share: with 0.1 and ten classes the right one is 0.91, not 1. In training only; without it none.',
    required: false,
    minimum: 0,
    exclusiveMaximum: 1,
  }),
  fineTuning: fineTuningOption,
};

/** The recipe of a definition that says nothing about training. */
export const defaultRecipe: Recipe = {
  optimizer: defaultOf(recipeOptions.optimizer),
  learningRateSchedule: defaultOf(recipeOptions.learningRateSchedule),
  batchSize: defaultOf(recipeOptions.batchSize),
  epochs: defaultOf(recipeOptions.epochs),
  callbacks: defaultOf(recipeOptions.callbacks),
};

/** Reads the keys of `training` that are given; undefined when any of them is wrong. */
export function readRecipe(value: unknown, path: JsonPath, report: Report): RecipeOverride | undefined {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = `Expected an object with some of the keys ${Object.keys(recipeOptions).join(', ')}.`;
    report({ path, code: 'wrong-type', message });
    return undefined;
  }
  const body = value as Readonly<Record<string, unknown>>;
  const recipe = readOptions(recipeOptions, body, path, report, []);
  if (recipe === undefined) return undefined;
  const { clipnorm, globalClipnorm } = recipe.optimizer.options;
  if (clipnorm !== undefined && globalClipnorm !== undefined) {
    const message = 'Gradients are clipped one by one (clipnorm) or together (globalClipnorm), not both; keep one.';
    report({ path: [...path, 'optimizer', 'globalClipnorm'], at: 'key', code: 'clipped-twice', message });
    return undefined;
  }
  return Object.fromEntries(Object.entries(recipe).filter(([key]) => Object.hasOwn(body, key)));
}

/**
 * The recipe with the override's keys in place of its own. A list of callbacks takes the place of the whole list; an
 * override's epochs are the most that each phase has.
 */
export function applyRecipe(recipe: Recipe, override: RecipeOverride): Recipe {
  const fineTuning = override.fineTuning ?? limited(recipe.fineTuning, override.epochs);
  const labelSmoothing = override.labelSmoothing ?? recipe.labelSmoothing;
  return {
    optimizer: override.optimizer ?? recipe.optimizer,
    learningRateSchedule: override.learningRateSchedule ?? recipe.learningRateSchedule,
    batchSize: override.batchSize ?? recipe.batchSize,
    epochs: override.epochs ?? recipe.epochs,
    callbacks: override.callbacks ?? recipe.callbacks,
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    ...(fineTuning === undefined ? {} : { fineTuning }),
  };
}

/** Who asks for a few epochs does not want many in a second phase. */
function limited(fineTuning: Recipe['fineTuning'], epochs: number | undefined): Recipe['fineTuning'] {
  if (fineTuning === undefined || epochs === undefined) return fineTuning;
  return { ...fineTuning, epochs: Math.min(fineTuning.epochs, epochs) };
}

/** Reads a part of the published recipe as a definition's would be read. Throws if the registries do not know it. */
function read(types: readonly ConfigurableType[], written: unknown): Configured {
  const complaints: string[] = [];
  const value = configured({ description: '', types }).read(written, [], ({ message }) => complaints.push(message));
  if (value === undefined) throw new Error(`The default recipe cannot be read: ${complaints.join(' ')}`);
  return value;
}

function defaultOf<T>(spec: OptionSpec<T>): T {
  if (spec.default === undefined) throw new Error(`No default: ${spec.description}`);
  return spec.default;
}
