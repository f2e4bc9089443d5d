import { readFileSync } from 'node:fs';
import type { Recipe } from '../../src/core/definition/definition.js';
import { parseModel } from '../../src/core/definition/parseModel.js';
import type { ModelPlan } from '../../src/core/plan/plan.js';
import { planModel } from '../../src/core/plan/planModel.js';

/** A definition file, read and planned for images of Fashion-MNIST's shape and classes. */
export interface LoadedModel {
  readonly plan: ModelPlan;
  readonly recipe: Recipe;
}

/** Reads and plans a `*.model.jsonc` file. @throws Error with the problems, if it has any. */
export function loadModel(path: string): LoadedModel {
  const { value, problems } = parseModel(readFileSync(path, 'utf8'));
  if (value === undefined) throw new Error(`${path}: ${problems.map(({ message }) => message).join(' ')}`);
  const { plan, problems: found } = planModel(value, { inputShape: [28, 28, 1], classCount: 10 });
  if (plan === undefined) throw new Error(`${path}: ${found.map(({ message }) => message).join(' ')}`);
  return { plan, recipe: value.recipe };
}
