import { createHash } from 'node:crypto';
import { MAXIMUM_LENGTH, nodeAt } from '../core/definition/jsonDocument.js';
import { analyseComparison } from '../core/language/analyseComparison.js';
import { analyseModel } from '../core/language/analyseModel.js';
import type { PlanTarget } from '../core/plan/planModel.js';
import { summarizeModel } from '../core/plan/summary.js';
import type { DefinitionFacts, DescribedText } from '../protocol/service.js';
import { readRegularFile } from '../regularFile.js';

/** A definition in a few figures; null where its file cannot be read. Never rejects. */
export async function describeDefinition(
  { kind, from }: DescribedText,
  target: PlanTarget,
): Promise<DefinitionFacts | null> {
  let text: string;
  try {
    // A byte can be a character, so nothing is refused here that an analysis would take.
    text = 'text' in from ? from.text : (await readRegularFile(from.path, { maximumBytes: MAXIMUM_LENGTH })).toString();
  } catch {
    return null;
  }
  const hash = createHash('sha256').update(text).digest('hex');
  return { hash, ...(kind === 'model' ? modelFacts(text, target) : comparisonFacts(text)) };
}

function modelFacts(text: string, target: PlanTarget): Omit<DefinitionFacts, 'hash'> {
  const { tree, definition, plan, problems } = analyseModel(text, target);
  const base = { ...nameOf(tree && nodeAt(tree, ['name'])?.value), errorCount: countErrors(problems) };
  if (definition === undefined || plan === undefined) return base;
  const { parameterCount, macs } = summarizeModel(plan, definition.recipe);
  return { ...base, cost: { parameterCount, macs } };
}

function comparisonFacts(text: string): Omit<DefinitionFacts, 'hash'> {
  const { tree, problems } = analyseComparison(text);
  return { ...nameOf(tree && nodeAt(tree, ['name'])?.value), errorCount: countErrors(problems) };
}

function nameOf(name: unknown): { name?: string } {
  return typeof name === 'string' && name.trim() !== '' ? { name } : {};
}

function countErrors(problems: readonly { readonly severity: string }[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}
