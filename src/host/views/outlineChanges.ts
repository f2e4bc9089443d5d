import type { StoredRun } from '../host.js';
import type { ResultNode, ResultsOutline } from './resultNode.js';

/**
 * The least that must be drawn anew to get from one outline to the next: ids of nodes, each with everything below it;
 * `all` when the top itself is another.
 */
export function changedNodes(before: ResultsOutline, after: ResultsOutline): readonly string[] | 'all' {
  if (!isSameList(before.roots, after.roots)) return 'all';
  const changed: string[] = [];
  const visit = (id: string): void => {
    const [old, now] = [before.nodes.get(id), after.nodes.get(id)];
    if (old === undefined || now === undefined || !looksSame(old, now)) changed.push(id);
    else for (const child of now.children) visit(child);
  };
  for (const id of after.roots) visit(id);
  return changed;
}

/** True if between two states of a run nothing has changed but how far its training is: it keeps its place. */
export function keepsPlace(before: StoredRun, after: StoredRun): boolean {
  return placeFields.every((field) => before[field] === after[field]) && before.dataset?.name === after.dataset?.name;
}

/** What order, headings and names are made from. The failure comes with the status. */
const placeFields = [
  'folder',
  'status',
  'startTime',
  'modelName',
  'label',
  'seed',
  'setup',
  'definitionPath',
  'definitionHash',
  'comparison',
  'testAccuracy',
  'macroF1',
  'isResumable',
] as const satisfies readonly (keyof StoredRun)[];

function looksSame(a: ResultNode, b: ResultNode): boolean {
  return isSameList(a.children, b.children) && isSameFace(a, b);
}

/** Runs are replaced, never changed: the same object is the same run. */
function isSameFace(a: ResultNode, b: ResultNode): boolean {
  if (a.kind === 'run')
    return (
      b.kind === 'run' &&
      a.run === b.run &&
      a.isCompared === b.isCompared &&
      a.isBaseline === b.isBaseline &&
      a.isStale === b.isStale &&
      a.tells === b.tells
    );
  if (a.kind === 'failure') return b.kind === 'failure' && a.run === b.run;
  return JSON.stringify(faceOf(a)) === JSON.stringify(faceOf(b));
}

/** Without the children, whose lists have been compared, and the runs, which have lines of their own. */
function faceOf(node: ResultNode): unknown {
  const { children: _, ...face } = node;
  return node.kind === 'seeds' ? { ...face, runs: undefined } : face;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
