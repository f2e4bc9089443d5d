import { parseModel } from '../../src/core/definition/parseModel.js';
import type { ModelPlan, PlannedBackbone } from '../../src/core/plan/plan.js';
import { planModel } from '../../src/core/plan/planModel.js';
import { type BackboneWeight, backboneWeights } from '../../src/core/plan/plannedBackbone.js';

/** A plan with one backbone of these options. @throws Error with its problems */
export function planWithBackbone(
  options: Readonly<Record<string, unknown>>,
  inputShape: readonly number[] = [28, 28, 1],
): ModelPlan {
  const layers = [
    { type: 'backbone', ...options },
    { type: 'globalAveragePooling2d' },
    { type: 'dense', units: 10, activation: 'softmax' },
  ];
  const parsed = parseModel(JSON.stringify({ name: 'm', layers }));
  const target = { inputShape, classCount: 10 };
  const planned = parsed.value === undefined ? parsed : planModel(parsed.value, target);
  const plan = 'plan' in planned ? planned.plan : undefined;
  if (plan === undefined) throw new Error(planned.problems.map(({ message }) => message).join('\n'));
  return plan;
}

/** A plan's only backbone. */
export function onlyBackbone(plan: ModelPlan): PlannedBackbone {
  const [backbone] = plan.backbones ?? [];
  if (backbone === undefined) throw new Error('the plan has no backbone');
  return backbone;
}

/** The weights of a backbone of these options. */
export function weightsOfBackbone(options: Readonly<Record<string, unknown>>): readonly BackboneWeight[] {
  const plan = planWithBackbone(options);
  return backboneWeights(plan, onlyBackbone(plan));
}

/** What test/parity/make_weights_fixture.py gives a weight. */
export function fixtureValues({ layer, index, shape }: BackboneWeight): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from(
    { length: size },
    (_, i) => (((7919 * i + 104_729 * index + 31 * layer.length) % 1000) + 1) / 1024,
  );
}
