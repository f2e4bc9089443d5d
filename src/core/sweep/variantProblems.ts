import type { ModelDefinition } from '../definition/definition.js';
import { type JsonNode, rangeAt } from '../definition/jsonDocument.js';
import { parseModel } from '../definition/parseModel.js';
import type { Problem } from '../definition/problem.js';
import type { ModelPlan } from '../plan/plan.js';
import { type PlanTarget, planModel } from '../plan/planModel.js';
import type { ComparedModel } from './variants.js';

/** A variant, read and planned as any model is. */
export interface PlannedVariant {
  readonly variant: ComparedModel;
  readonly definition?: ModelDefinition;
  readonly plan?: ModelPlan;
  /** Errors, in the variant's own text. */
  readonly errors: readonly Problem[];
}

/** So many variants that cannot be trained are told of. */
const MOST_TOLD = 5;

/** Reads and plans a variant. */
export function planVariant(variant: ComparedModel, target: PlanTarget): PlannedVariant {
  const { value: definition, problems } = parseModel(variant.text);
  const planned = definition && planModel(definition, target);
  const errors = [...problems, ...(planned?.problems ?? [])].filter(({ severity }) => severity === 'error');
  return {
    variant,
    ...(definition === undefined ? {} : { definition }),
    ...(planned?.plan === undefined ? {} : { plan: planned.plan }),
    errors,
  };
}

/** What is wrong with variants whose values are each right by themselves. `root`: of the comparison's text. */
export function variantProblems(root: JsonNode, planned: readonly PlannedVariant[]): Problem[] {
  const range = rangeAt(root, ['sweep', 'options'], 'key');
  const faulty = planned.filter(({ errors }) => errors.length > 0);
  const told = faulty.slice(0, MOST_TOLD).map(({ variant, errors: [first] }): Problem => {
    const message = `The variant ${variant.name} cannot be trained: ${first?.message ?? ''}`;
    return { code: 'faulty-variant', severity: 'error', message, range };
  });
  if (faulty.length <= MOST_TOLD) return told;
  const message = `${faulty.length} of ${planned.length} variants cannot be trained; the first ${MOST_TOLD} are told of.`;
  return [...told, { code: 'faulty-variant', severity: 'error', message, range }];
}
