import { parseModel } from '../definition/parseModel.js';
import { macsOf } from '../plan/plan.js';
import type { PlanTarget } from '../plan/planModel.js';
import { planModel } from '../plan/planModel.js';

/** A model that is to be trained, and how long trainings of just it took. */
export interface TimedModel {
  /** What its training comes to, in any unit: multiply–accumulates for an image, times epochs. */
  readonly work: number;
  /** Milliseconds of each such training; empty where there is none. */
  readonly tookMs: readonly number[];
}

/**
 * About how long each model's training will take, in milliseconds, from trainings of the others; null where nothing is known.
 * A model of its own times: their mean. Else by its work: between two that are known in proportion, above all of them as many
 * times as long, below all of them as long as the least, as much of a short training is its beginning.
 */
export function trainingDurations(models: readonly TimedModel[]): (number | null)[] {
  const known = models
    .flatMap(({ work, tookMs }) => (tookMs.length === 0 ? [] : [{ work, ms: meanOf(tookMs) }]))
    .sort((one, other) => one.work - other.work);
  return models.map(({ work, tookMs }) => {
    if (tookMs.length > 0) return meanOf(tookMs);
    const below = known.findLast((one) => one.work <= work);
    const above = known.find((one) => one.work >= work);
    if (below === undefined) return above?.ms ?? null;
    if (above === undefined) return below.work > 0 ? (below.ms * work) / below.work : below.ms;
    const share = above.work > below.work ? (work - below.work) / (above.work - below.work) : 0.5;
    return below.ms + share * (above.ms - below.ms);
  });
}

/** What training a definition comes to, as in `TimedModel`; 0 for one that is no model. `epochs`: what is trained in place of its own. */
export function trainingWork(text: string, target: PlanTarget, epochs: number | undefined): number {
  const { value } = parseModel(text);
  const plan = value && planModel(value, target).plan;
  return value === undefined || plan === undefined
    ? 0
    : macsOf(plan) * (epochs ?? value.recipe.epochs + (value.recipe.fineTuning?.epochs ?? 0));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
