import type { ModelPlan } from '../core/plan/plan.js';
import { initialWeights, type VariableValues } from '../core/training/modelSession.js';

/**
 * All weights of a plan as its training begins with them, in the plan's order; the same in every attempt, as frozen ones
 * are in no checkpoint.
 */
export async function loadInitialWeights(plan: ModelPlan, seed: number): Promise<VariableValues> {
  return initialWeights(plan, seed);
}
