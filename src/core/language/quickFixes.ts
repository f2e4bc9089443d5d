import type { Edit } from '../definition/edit.js';
import type { Fix, Problem, TextRange } from '../definition/problem.js';

/** A change that a person may choose, as one step that can be undone. */
export interface CodeAction {
  /** What it does, in the imperative. */
  readonly title: string;
  /** `quickFix` mends a problem; `refactor` changes how something is written; `fixAll` mends all that can be mended. */
  readonly kind: 'quickFix' | 'refactor' | 'fixAll';
  /** In the order of the text; none overlaps another. */
  readonly edits: readonly Edit[];
  /** What a quick fix mends. */
  readonly problem?: Problem;
}

/** The fixes of the problems that a range touches, and one for all problems of the file where there are several. */
export function quickFixes(problems: readonly Problem[], range: TextRange): CodeAction[] {
  const here = problems.filter((problem) => problem.range.start <= range.end && range.start <= problem.range.end);
  const fixes = here.flatMap((problem): CodeAction[] => {
    const { fix } = problem;
    return fix === undefined ? [] : [{ title: fix.title, kind: 'quickFix', edits: [editOf(fix)], problem }];
  });
  const all = fixAll(problems);
  return fixes.length > 0 && all !== undefined && all.edits.length > 1 ? [...fixes, all] : fixes;
}

/** All fixes at once, but those that touch an earlier one; undefined where there is none. */
export function fixAll(problems: readonly Problem[]): CodeAction | undefined {
  const fixes = problems.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  fixes.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const edits: Edit[] = [];
  for (const fix of fixes) {
    const previous = edits.at(-1);
    if (previous === undefined || fix.range.start > previous.range.end) edits.push(editOf(fix));
  }
  if (edits.length === 0) return undefined;
  return { title: `Mend all ${edits.length} problems that can be mended`, kind: 'fixAll', edits };
}

function editOf({ range, text }: Fix): Edit {
  return { range, text };
}
