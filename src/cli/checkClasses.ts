import { parseDocument } from '../core/definition/jsonDocument.js';
import { classProblems } from '../core/language/expectationProblems.js';
import type { ComparisonFile } from './readDefinition.js';

/** A comparison with what is wrong with the classes that its expectations name: known only with its images. */
export function checkClasses(file: ComparisonFile, classNames: readonly string[]): ComparisonFile {
  const { root } = parseDocument(file.text);
  const found = root === undefined ? [] : classProblems(root, file.definition?.expectations ?? [], classNames);
  if (found.length === 0) return file;
  return { ...file, problems: [...file.problems, ...found].sort((a, b) => a.range.start - b.range.start) };
}
