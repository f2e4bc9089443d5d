import { createScanner, type Node } from 'jsonc-parser';
import type { Fix, Problem, TextRange } from './problem.js';

/** Replaces `range` by `text`. */
export interface Edit {
  readonly range: TextRange;
  readonly text: string;
}

/** The text with an edit or a fix applied. */
export function applyEdit(text: string, edit: Edit): string {
  return text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
}

/** The text with every problem's fix applied that does not overlap an earlier one. */
export function applyFixes(text: string, problems: readonly Problem[]): string {
  const fixes = problems.map((problem) => problem.fix).filter((fix): fix is Fix => fix !== undefined);
  fixes.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let done = 0;
  let previous: Fix | undefined;
  for (const fix of fixes) {
    const touches = previous !== undefined && fix.range.start <= previous.range.end;
    if (touches) continue;
    result += text.slice(done, fix.range.start) + fix.text;
    done = fix.range.end;
    previous = fix;
  }
  return result + text.slice(done);
}

/** JSON on one line, spaced as people write it: `{ "type": "dense", "kernelSize": [3, 3] }`. */
export function writeInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeInline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${writeInline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Puts a property last into an object, or replaces its value. */
export function setProperty(text: string, object: Node, key: string, value: unknown): Edit {
  const properties = object.children ?? [];
  const present = properties.find((property) => property.children?.[0]?.value === key)?.children?.[1];
  if (present !== undefined) return { range: rangeOf(present), text: writeInline(value) };
  const property = `${JSON.stringify(key)}: ${writeInline(value)}`;
  const last = properties.at(-1);
  if (last !== undefined) return insertAfter(text, last, [property]);
  const start = object.offset + 1;
  return { range: { start, end: start }, text: ` ${property} ` };
}

/** Puts items before a property or an element, on lines of their own if that one is. */
export function insertBefore(text: string, node: Node, items: readonly string[]): Edit {
  const start = node.offset;
  return { range: { start, end: start }, text: items.map((item) => `${item},${separator(text, node)}`).join('') };
}

/** Puts items after a property or an element. A comment that ends its line stays with it. */
export function insertAfter(text: string, node: Node, items: readonly string[]): Edit {
  const start = endOf(node);
  const between = separator(text, node);
  const rest = restOfLine(text, start);
  const endsItsLine = between !== ' ' && /^[ \t]*,?[ \t]*(\/\/.*)?$/.test(rest);
  if (!endsItsLine) return { range: { start, end: start }, text: items.map((item) => `, ${item}`).join('') };
  const hasComma = /^[ \t]*,/.test(rest);
  const tail = hasComma ? rest : `,${rest}`;
  const body = items.map((item) => between + item).join(',');
  return { range: { start, end: start + rest.length }, text: `${tail}${body}${hasComma ? ',' : ''}` };
}

/** Takes child number `index` out of an object or a list; comments around it stay. */
export function removeItem(text: string, parent: Node, index: number): Edit {
  const children = parent.children ?? [];
  const node = children[index];
  if (node === undefined) return { range: { start: parent.offset, end: parent.offset }, text: '' };
  const previous = children[index - 1];
  const next = children[index + 1];
  if (previous !== undefined && isBareComma(text.slice(endOf(previous), node.offset)))
    return { range: { start: endOf(previous), end: endOf(node) }, text: '' };
  if (next !== undefined && isBareComma(text.slice(endOf(node), next.offset)))
    return { range: { start: node.offset, end: next.offset }, text: '' };
  const comma = commaAfter(text, endOf(node));
  if (comma === undefined) return { range: rangeOf(node), text: '' };
  // What stands between the item and its comma is a comment or nothing.
  const comment = text.slice(endOf(node), comma);
  return { range: { start: node.offset, end: comma + 1 }, text: comment.trim() === '' ? '' : comment };
}

function isBareComma(between: string): boolean {
  return /^\s*,\s*$/.test(between);
}

// jsonc-parser's `SyntaxKind.CommaToken`.
const COMMA = 5;

function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  return (scanner.scan() as number) === COMMA ? scanner.getTokenOffset() : undefined;
}

/** What stands between this item and a new neighbour: a line break and its indentation if it begins its line. */
function separator(text: string, node: Node): string {
  const lineStart = text.lastIndexOf('\n', node.offset - 1) + 1;
  const indentation = text.slice(lineStart, node.offset);
  if (lineStart === 0 || !/^[ \t]*$/.test(indentation)) return ' ';
  return `${text[lineStart - 2] === '\r' ? '\r\n' : '\n'}${indentation}`;
}

function restOfLine(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  const rest = end < 0 ? text.slice(start) : text.slice(start, end);
  return rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function rangeOf(node: Node): TextRange {
  return { start: node.offset, end: endOf(node) };
}
