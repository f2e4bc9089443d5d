import { createLineMap } from './position.js';
import type { Problem } from './problem.js';

/** Widest source line that is shown whole, and what is left of a wider one around the problem. */
const MAXIMUM_WIDTH = 120;
const LEAD = 40;

/** How a terminal marks up the parts of a problem; each function gets plain text. */
export interface ProblemStyle {
  readonly location: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly fix: (text: string) => string;
}

const plain: ProblemStyle = {
  location: (text) => text,
  error: (text) => text,
  warning: (text) => text,
  fix: (text) => text,
};

/**
 * Problems as a compiler prints them: `file:line:column: error: message [code]`, the source line, a line of carets under
 * the range (as far as it is on that line), and the fix's title where there is one. No final line break. Characters that
 * would drive a terminal come out as `�`.
 */
export function formatProblems(
  path: string,
  text: string,
  problems: readonly Problem[],
  style: ProblemStyle = plain,
): string {
  const lines = createLineMap(text);
  return problems
    .map((problem) => {
      const { line, column } = lines.positionAt(problem.range.start);
      const source = lines.textOf(line);
      const length = Math.max(
        1,
        Math.min(problem.range.end, lines.startOf(line) + source.length) - problem.range.start,
      );
      const location = style.location(`${harmless(path)}:${line}:${column}:`);
      const severity = style[problem.severity](`${problem.severity}:`);
      const head = `${location} ${severity} ${harmless(problem.message)} [${problem.code}]`;
      const excerpt = excerptOf(source, column - 1, length);
      const fix = problem.fix === undefined ? [] : [style.fix(`  fix: ${harmless(problem.fix.title)}`)];
      return [
        head,
        `  ${excerpt.source}`,
        `  ${excerpt.before}${style[problem.severity](excerpt.carets)}`,
        ...fix,
      ].join('\n');
    })
    .join('\n');
}

/** `2 errors, 1 warning`; empty without problems. */
export function countProblems(problems: readonly Problem[]): string {
  const count = (severity: Problem['severity']) => {
    const found = problems.filter((problem) => problem.severity === severity).length;
    return found === 0 ? [] : [`${found} ${severity}${found === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ');
}

function excerptOf(source: string, start: number, length: number) {
  const isWide = source.length > MAXIMUM_WIDTH;
  const from = isWide ? Math.max(0, start - LEAD) : 0;
  const shown = source.slice(from, from + MAXIMUM_WIDTH);
  const [open, close] = [from > 0 ? '…' : '', from + shown.length < source.length ? '…' : ''];
  const before = blanks(open + source.slice(from, start));
  const carets = '^'.repeat(
    Math.max(1, [...source.slice(start, Math.min(start + length, from + shown.length))].length),
  );
  return { source: open + harmless(shown) + close, before, carets };
}

/** As wide as the text on the screen: a tab stays a tab. */
function blanks(text: string): string {
  return [...text].map((character) => (character === '\t' ? '\t' : ' ')).join('');
}

/** Without control characters and without marks that reverse the direction of text. */
function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
  return text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
