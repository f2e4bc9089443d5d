import { createScanner } from 'jsonc-parser';

/** Lines that can be folded away, all but the first. Both from 1, as compilers count. */
export interface FoldingRange {
  readonly startLine: number;
  /** The last line that is folded: of an object or a list the one before its closing bracket. */
  readonly endLine: number;
  readonly kind?: 'comment';
}

/** The lines of an analysis, as far as folding needs them. */
interface Lines {
  positionAt(offset: number): { readonly line: number };
}

// jsonc-parser's `SyntaxKind` is an ambient const enum, out of reach for a file that is compiled by itself.
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [1, 2, 3, 4];
const [LINE_COMMENT, BLOCK_COMMENT, LINE_BREAK, TRIVIA, END_OF_FILE] = [12, 13, 14, 15, 17];

/** Objects, lists, and comments of several lines, by brackets alone: the text may be broken. Linear in its length. */
export function foldingRanges(text: string, lines: Lines): FoldingRange[] {
  const found: FoldingRange[] = [];
  const open: { readonly kind: number; readonly line: number }[] = [];
  let comment: { readonly first: number; last: number } | undefined;
  const endComment = () => {
    if (comment !== undefined && comment.last > comment.first)
      found.push({ startLine: comment.first, endLine: comment.last, kind: 'comment' });
    comment = undefined;
  };
  const scanner = createScanner(text, false);
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (token === LINE_BREAK || token === TRIVIA) continue;
    const start = scanner.getTokenOffset();
    const { line } = lines.positionAt(start);
    if (token === LINE_COMMENT && comment !== undefined && line === comment.last + 1) {
      comment.last = line;
      continue;
    }
    endComment();
    if (token === LINE_COMMENT) comment = { first: line, last: line };
    else if (token === BLOCK_COMMENT) {
      comment = { first: line, last: lines.positionAt(start + scanner.getTokenLength()).line };
      endComment();
    } else if (token === OPEN_BRACE || token === OPEN_BRACKET) open.push({ kind: token, line });
    else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) {
      const partner = token === CLOSE_BRACE ? OPEN_BRACE : OPEN_BRACKET;
      if (open.at(-1)?.kind !== partner) continue;
      const startLine = open.pop()?.line ?? line;
      if (line - 1 > startLine) found.push({ startLine, endLine: line - 1 });
    }
  }
  endComment();
  return found.sort((a, b) => a.startLine - b.startLine);
}
