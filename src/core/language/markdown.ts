import { printable } from '../format.js';

/** Longest text from a file that is shown whole. */
const MAXIMUM_SHOWN = 120;

/**
 * Text from a file as Markdown code within a line: it can then be no link, image or HTML, whatever it holds, and drives
 * no terminal or text direction.
 */
export function inlineCode(text: string): string {
  const safe = printable(text);
  const shown = safe.length > MAXIMUM_SHOWN ? `${safe.slice(0, MAXIMUM_SHOWN)}…` : safe;
  if (shown.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const space = fence.length > 1 || shown !== shown.trim() ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Lines of plain text as a block of code. */
export function codeBlock(lines: readonly string[]): string {
  const body = lines.map(printable).join('\n');
  const fence = '`'.repeat(Math.max(2, longestRun(body)) + 1);
  return `${fence}text\n${body}\n${fence}`;
}

/** Paragraphs, those that are empty left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
}
