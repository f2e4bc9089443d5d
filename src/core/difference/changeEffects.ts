import { parseModel } from '../definition/parseModel.js';
import type { Problem } from '../definition/problem.js';
import { type ModelPlan, macsOf } from '../plan/plan.js';
import { type PlanTarget, planModel } from '../plan/planModel.js';
import { sameValue } from '../run/definitionDifference.js';
import { applyChanges } from './applyChanges.js';
import type { DefinitionChange, DefinitionComparison } from './definitionChanges.js';

/** A figure of a model before and after. */
export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/** What becomes of a model. */
export interface ModelEffect {
  readonly parameters: BeforeAfter;
  /** Multiply–accumulates for one image, forward. */
  readonly macs: BeforeAfter;
  /** Layers that both have, by the first's names, whose output has another shape. */
  readonly shapes: readonly {
    readonly layer: string;
    readonly before: readonly number[];
    readonly after: readonly number[];
  }[];
}

/** What changes do to the first model; null where the images or an error leave no model to look at. */
export interface DifferenceEffects {
  /** All changes together. */
  readonly total: Omit<ModelEffect, 'shapes'> | null;
  /** Each change by itself, in the order of the changes. */
  readonly changes: readonly (ModelEffect | { readonly problem: string } | null)[];
}

/** What each change would do by itself, and all of them together, for images of a data set. */
export function differenceEffects(comparison: DefinitionComparison, target: PlanTarget): DifferenceEffects {
  const first = planModel(comparison.first, target).plan;
  const second = planModel(comparison.second, target).plan;
  return {
    total: first === undefined || second === undefined ? null : costs(first, second),
    changes: comparison.changes.map((change) =>
      first === undefined ? null : effectOf(comparison, change, first, target),
    ),
  };
}

function effectOf(comparison: DefinitionComparison, change: DefinitionChange, first: ModelPlan, target: PlanTarget) {
  if (change.step.kind === 'recipe') return { ...costs(first, first), shapes: [] };
  const { plan, problems } = planText(applyChanges(comparison, new Set([change]), { name: 'one change' }), target);
  if (plan === undefined) return { problem: errorOf(problems) };
  const shapeOf = new Map(plan.layers.map(({ definition, outputShape }) => [definition.name, outputShape]));
  const shapes = first.layers.flatMap(({ definition: { name }, outputShape: before }) => {
    const after = shapeOf.get(name);
    return after === undefined || sameValue(before, after) ? [] : [{ layer: name, before, after }];
  });
  return { ...costs(first, plan), shapes };
}

/** The plan of a text, and what is wrong with it. */
export function planText(
  text: string,
  target: PlanTarget,
): { readonly plan?: ModelPlan; readonly problems: readonly Problem[] } {
  const { value, problems } = parseModel(text);
  if (value === undefined) return { problems };
  const planned = planModel(value, target);
  return { ...planned, problems: [...problems, ...planned.problems] };
}

/** The first error's words. */
export function errorOf(problems: readonly Problem[]): string {
  return problems.find(({ severity }) => severity === 'error')?.message ?? '';
}

function costs(first: ModelPlan, second: ModelPlan): Omit<ModelEffect, 'shapes'> {
  return {
    parameters: { before: parametersOf(first), after: parametersOf(second) },
    macs: { before: macsOf(first), after: macsOf(second) },
  };
}

function parametersOf({ layers }: ModelPlan): number {
  return layers
    .flatMap(({ weights }) => weights)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
