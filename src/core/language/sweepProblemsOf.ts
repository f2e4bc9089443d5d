import { parseDocument } from '../definition/jsonDocument.js';
import { parseModel } from '../definition/parseModel.js';
import type { Problem } from '../definition/problem.js';
import { hasSweep, sweepProblems } from '../sweep/sweepProblems.js';
import type { ComparisonAnalysis } from './analyseComparison.js';

/** What is wrong with a comparison's sweep, as far as its models are known: texts by their paths, as written. */
export function sweepProblemsOf(
  { text, definition }: ComparisonAnalysis,
  modelTexts: ReadonlyMap<string, string> | undefined,
): Problem[] {
  if (definition === undefined || modelTexts === undefined || !hasSweep(definition)) return [];
  const models = definition.models.map(({ path }) => {
    const own = modelTexts.get(path);
    return own === undefined ? undefined : parseModel(own).value;
  });
  return sweepProblems(parseDocument(text), definition, models);
}
