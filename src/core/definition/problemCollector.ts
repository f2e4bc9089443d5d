import type { Node } from 'jsonc-parser';
import { type JsonDocument, nodeAt, rangeAt, rangeOf } from './jsonDocument.js';
import type { JsonPath, Report } from './option.js';
import type { Problem, TextRange } from './problem.js';

/** Most problems that are kept of one file. */
export const MAXIMUM_PROBLEMS = 100;

/** Gathers the problems of one document and places those that are known by path. */
export class ProblemCollector {
  readonly #document: JsonDocument;
  readonly #problems: Problem[] = [];

  constructor(document: JsonDocument) {
    this.#document = document;
  }

  /** True when more problems would be dropped: time to stop looking for them. */
  get isFull(): boolean {
    return this.#problems.length >= MAXIMUM_PROBLEMS;
  }

  get hasErrors(): boolean {
    return this.#problems.some((problem) => problem.severity === 'error');
  }

  add(problem: Problem): void {
    if (!this.isFull) this.#problems.push(problem);
  }

  /** Takes a problem that was found while a value was read. */
  readonly report: Report = ({ path, code, message, at, replacement }) => {
    const { root } = this.#document;
    if (root === undefined) return;
    const range = code === 'missing-key' ? lackingRange(root, path) : rangeAt(root, path, at);
    const mends = replacement !== undefined && nodeAt(root, path) !== undefined;
    const fix = mends ? { fix: { title: replacement.title, range, text: replacement.text } } : {};
    this.add({ code, severity: 'error', message, range, ...fix });
  };

  /** All of them, in the order of the text. */
  list(): Problem[] {
    const { root } = this.#document;
    const sorted = this.#problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    if (!this.isFull) return sorted;
    const message = `Only the first ${MAXIMUM_PROBLEMS} problems found are shown.`;
    const range = root === undefined ? { start: 0, end: 0 } : rangeOf(root);
    return [
      ...sorted,
      { code: 'too-many-problems', severity: 'warning', message, range: { ...range, end: range.start } },
    ];
  }
}

/** Where to point when an object lacks a key: at its `type`, that demands the key, else at its opening brace. */
function lackingRange(root: Node, path: JsonPath): TextRange {
  const type = nodeAt(root, [...path, 'type']);
  if (type !== undefined) return rangeOf(type);
  const { start, end } = rangeAt(root, path);
  return { start, end: Math.min(start + 1, end) };
}
