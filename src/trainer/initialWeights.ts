import { BackboneError } from '../backbones/backboneError.js';
import { loadBackboneWeights } from '../backbones/loadBackboneWeights.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { BackboneRecord } from '../core/run/events.js';
import { initialWeights, type VariableValues } from '../core/training/modelSession.js';

/** What a training begins with. */
export interface InitialWeights {
  readonly weights: VariableValues;
  readonly backbones: readonly BackboneRecord[];
}

/**
 * All weights of a plan as its training begins with them, in the plan's order; the same in every attempt, as frozen ones
 * are in no checkpoint.
 */
export async function loadInitialWeights(
  plan: ModelPlan,
  { seed, definitionPath }: { readonly seed: number; readonly definitionPath: string },
): Promise<InitialWeights> {
  const { values, records } = await loadBackboneWeights(plan, definitionPath);
  return { weights: { ...initialWeights(plan, seed), ...values }, backbones: records };
}

/** The backbones, unless their weights are other ones than those that a run began with. @throws BackboneError `changed` */
export function requireSameBackbones(
  before: readonly BackboneRecord[] | undefined,
  now: readonly BackboneRecord[],
): void {
  for (const [index, { layer, checksum }] of now.entries()) {
    const begun = before?.[index]?.checksum;
    if (begun === checksum) continue;
    throw new BackboneError({
      code: 'changed',
      path: layer,
      problem: `its weights are not those that the run began with (checksum ${checksum?.slice(0, 8)}, not ${begun?.slice(0, 8)})`,
      advice: 'Bring the old ones back, or train anew.',
    });
  }
}
