import { format } from 'jsonc-parser';
import type { Edit } from '../definition/edit.js';
import type { TextRange } from '../definition/problem.js';

/** How an editor indents. */
export interface FormattingOptions {
  /** 1..100 columns. */
  readonly tabSize: number;
  readonly insertSpaces: boolean;
  readonly insertFinalNewline?: boolean;
  /** Leaves line breaks where they are; else each key and entry gets a line of its own. */
  readonly keepLines?: boolean;
}

/** The edits that VS Code's own formatter makes of JSON with comments, in a range or the whole text, which may be broken. */
export function formatText(text: string, options: FormattingOptions, range?: TextRange): Edit[] {
  const within = range && { offset: range.start, length: range.end - range.start };
  // Line breaks are the editor's: it gives every edit those that the file has.
  return format(text, within, { ...options, eol: '\n' }).map(({ offset, length, content }) => ({
    range: { start: offset, end: offset + length },
    text: content,
  }));
}
