import type { Recipe } from '../definition/definition.js';
import { headPhasePlan } from '../plan/frozen.js';
import type { ModelPlan } from '../plan/plan.js';
import type { PhaseSettings } from './trainingOptions.js';

/** A phase, with the model as it is trained in it. */
export interface PlannedPhase extends PhaseSettings {
  readonly plan: ModelPlan;
}

/** The phases of a training, in order: one, or two where the recipe has a fine-tuning. */
export function trainingPhases(plan: ModelPlan, recipe: Recipe): readonly [PlannedPhase, PlannedPhase?] {
  const first = { epochs: recipe.epochs, learningRate: Number(recipe.optimizer.options.learningRate) };
  const { fineTuning } = recipe;
  if (fineTuning === undefined) return [{ name: 'training', ...first, plan }];
  return [
    { name: 'head', ...first, plan: headPhasePlan(plan) },
    { name: 'fineTuning', ...fineTuning, plan },
  ];
}

/** Numbers that a plan learns by gradient. */
export function trainedParameterCount({ layers }: ModelPlan): number {
  const trained = layers.flatMap(({ weights }) => weights.filter((weight) => weight.trainable));
  return trained.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
