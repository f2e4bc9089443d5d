import type { ModelPlan } from '../plan/plan.js';

/** The part of a plan that a layer's output depends on, as a plan that ends there. @throws RangeError where there is no such layer. */
export function prefixUpTo(plan: ModelPlan, layer: string): ModelPlan {
  const end = plan.layers.findIndex(({ definition }) => definition.name === layer);
  if (end < 0) throw new RangeError(`The plan has no layer "${layer}".`);
  const needed = new Set([layer]);
  for (const { definition } of plan.layers.slice(0, end + 1).toReversed())
    if (needed.has(definition.name)) for (const name of definition.from) needed.add(name);
  return { ...plan, layers: plan.layers.filter(({ definition }) => needed.has(definition.name)) };
}
