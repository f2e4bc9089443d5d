import { comparisonOptions } from '../../core/definition/parseComparison.js';
import type { RunRequest } from '../../core/run/request.js';
import type { TrainingOrder } from '../host.js';
import type { TrainingSettings } from '../settingValues.js';

/** What the trainer is asked to do for an order, with the settings in force. What a person set goes before a definition. */
export function runRequestOf(
  order: Pick<
    TrainingOrder,
    | 'text'
    | 'dataset'
    | 'seed'
    | 'validationSplit'
    | 'recipe'
    | 'comparison'
    | 'seedPlan'
    | 'limit'
    | 'attribution'
    | 'fold'
    | 'sweep'
  >,
  definitionPath: string,
  { engine, epochs }: Pick<TrainingSettings, 'engine' | 'epochs'>,
): RunRequest {
  const { text, dataset, seed, validationSplit, recipe, comparison, seedPlan, limit, attribution, fold, sweep } = order;
  return {
    definitionText: text,
    definitionPath,
    dataset: dataset ?? defaultOf(comparisonOptions.dataset.default),
    ...(comparison === undefined ? {} : { comparison }),
    ...(seedPlan === undefined ? {} : { seedPlan }),
    seed: seed ?? 0,
    validationSplit: validationSplit ?? defaultOf(comparisonOptions.validationSplit.default),
    recipe: { ...recipe, ...(epochs === undefined ? {} : { epochs }) },
    engine,
    ...(limit === undefined ? {} : { limit }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(fold === undefined ? {} : { fold }),
    ...(sweep === undefined ? {} : { sweep }),
  };
}

function defaultOf<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A comparison option has no default.');
  return value;
}
