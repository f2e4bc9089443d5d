import { parseFolderId } from '../datasetId.js';
import { missingModel, type OutsideWords, outsidePath } from '../definition/comparisonFiles.js';
import { type JsonNode, nodeAt, rangeOf } from '../definition/jsonDocument.js';
import { nearest } from '../definition/nearest.js';
import type { Problem } from '../definition/problem.js';
import { printable } from '../format.js';
import type { ComparisonAnalysis } from './analyseComparison.js';

/** What a path in a comparison leads to. `outside`: to where it may not lead; it was not looked at. */
export type PathState = 'file' | 'folder' | 'missing' | 'outside';

const outsideWords: OutsideWords = {
  boundary: "this file's folder and the workspace",
  advice: 'Move it there, or add its folder to the workspace.',
};

/** All paths in a comparison: its models', and its dataset's where that is a folder. Each once, broken text or not. */
export function pathsOf({ tree, models }: ComparisonAnalysis): readonly string[] {
  const dataset: unknown = tree && nodeAt(tree, ['dataset'])?.value;
  const folder = typeof dataset === 'string' ? datasetFolderOf(dataset) : undefined;
  return [...new Set([...models.map(({ path }) => path), ...(folder === undefined ? [] : [folder])])];
}

/** The folder of `idx:DIR` and its like, as written; undefined for a dataset that is found by its name. */
export function datasetFolderOf(dataset: string): string | undefined {
  return parseFolderId(dataset)?.path || undefined;
}

/**
 * What is wrong with the files that a comparison names, as far as it is known what each path leads to. Of a model that is
 * not there the fix is the most similar one of those that are: `modelPaths`, relative to the comparison's folder.
 */
export function pathProblems(
  { tree, models }: ComparisonAnalysis,
  states: ReadonlyMap<string, PathState>,
  modelPaths: readonly string[],
): Problem[] {
  const dataset = tree && nodeAt(tree, ['dataset']);
  const inModels = models.flatMap(({ path, range }): Problem[] => {
    const state = states.get(path);
    if (state === 'outside') return [outsidePath(path, range, outsideWords)];
    if (state === undefined || state === 'file') return [];
    const meant = nearest(path, modelPaths);
    const text = JSON.stringify(meant ?? '').slice(1, -1);
    const fix = meant === undefined ? {} : { fix: { title: `Change it to "${printable(meant)}"`, range, text } };
    return [{ ...missingModel(path, range), ...fix }];
  });
  return dataset === undefined ? inModels : [...datasetProblems(dataset, states), ...inModels];
}

function datasetProblems(node: JsonNode, states: ReadonlyMap<string, PathState>): Problem[] {
  const dataset: unknown = node.value;
  const folder = typeof dataset === 'string' ? datasetFolderOf(dataset) : undefined;
  if (typeof dataset !== 'string' || folder === undefined) return [];
  const range = rangeOf(node);
  const state = states.get(folder);
  if (state === 'outside') return [outsidePath(dataset, range, outsideWords)];
  if (state === undefined || state === 'folder') return [];
  const message = `There is no folder ${JSON.stringify(folder)} beside this file.`;
  return [{ code: 'missing-dataset', severity: 'error', message, range }];
}
