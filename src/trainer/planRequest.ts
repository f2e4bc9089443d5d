import type { ModelDefinition } from '../core/definition/definition.js';
import { parseModel } from '../core/definition/parseModel.js';
import { createLineMap } from '../core/definition/position.js';
import type { Problem } from '../core/definition/problem.js';
import type { ModelPlan } from '../core/plan/plan.js';
import { type PlanTarget, planModel } from '../core/plan/planModel.js';

/** A definition that cannot be trained; the message lists its errors by line. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** Reads and plans a definition's text for some images. @throws DefinitionError when it has errors. */
export function planRequest(
  source: { readonly definitionText: string; readonly definitionPath: string },
  target: PlanTarget,
): { readonly definition: ModelDefinition; readonly plan: ModelPlan } {
  const parsed = parseModel(source.definitionText);
  if (parsed.value === undefined) throw problemsError(source, parsed.problems);
  const { plan, problems } = planModel(parsed.value, target);
  if (plan === undefined) throw problemsError(source, problems);
  return { definition: parsed.value, plan };
}

function problemsError(
  { definitionText, definitionPath }: { readonly definitionText: string; readonly definitionPath: string },
  problems: readonly Problem[],
): DefinitionError {
  const map = createLineMap(definitionText);
  const lines = problems
    .filter((problem) => problem.severity === 'error')
    .map((problem) => {
      const { line, column } = map.positionAt(problem.range.start);
      return `${definitionPath}:${line}:${column}: ${problem.message}`;
    });
  return new DefinitionError(lines.join('\n'));
}
