import { definitionName } from '../core/definition/definitionName.js';
import { MAXIMUM_LENGTH } from '../core/definition/jsonDocument.js';
import { analyseComparison } from '../core/language/analyseComparison.js';
import { analyseModel } from '../core/language/analyseModel.js';
import type { PlanTarget } from '../core/plan/planModel.js';
import { summarizeModel } from '../core/plan/summary.js';
import type { DefinitionFacts, DescribedText } from '../protocol/service.js';
import { readRegularFile } from '../regularFile.js';
import { textHash } from '../runs/textHash.js';

/** A definition in a few figures; null where its file cannot be read. Never rejects. */
export async function describeDefinition(
  { kind, from }: DescribedText,
  target: PlanTarget,
): Promise<DefinitionFacts | null> {
  let text: string;
  try {
    // As the command line: a larger file is no definition but a mistake.
    text = 'text' in from ? from.text : (await readRegularFile(from.path, { maximumBytes: MAXIMUM_LENGTH })).toString();
  } catch {
    return null;
  }
  const hash = textHash(text);
  const name = definitionName(text);
  const facts = kind === 'model' ? modelFacts(text, target) : comparisonFacts(text);
  return { hash, ...(name === undefined ? {} : { name }), ...facts };
}

function modelFacts(text: string, target: PlanTarget): Omit<DefinitionFacts, 'hash' | 'name'> {
  const { definition, plan, problems } = analyseModel(text, target);
  const base = { errorCount: countErrors(problems) };
  if (definition === undefined || plan === undefined) return base;
  const { parameterCount, macs } = summarizeModel(plan, definition.recipe);
  return { ...base, cost: { parameterCount, macs } };
}

function comparisonFacts(text: string): Omit<DefinitionFacts, 'hash' | 'name'> {
  return { errorCount: countErrors(analyseComparison(text).problems) };
}

function countErrors(problems: readonly { readonly severity: string }[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}
