import type { SeedPlan } from '../core/definition/definition.js';
import type { SeedPlanMark } from '../core/run/request.js';
import { textHash } from './textHash.js';

/** What runs of a comparison with a plan of seeds say of it. `texts`: of its models, the baseline first. */
export function seedPlanMark({ minimum, maximum }: SeedPlan, texts: readonly string[]): SeedPlanMark {
  return { minimum, maximum, models: texts.map(plannedModelHash) };
}

/** How a plan names a model. */
export function plannedModelHash(text: string): string {
  return textHash(text).slice(0, 16);
}
