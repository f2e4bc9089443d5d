import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { removeItem } from './edit.js';
import type { JsonPath } from './option.js';
import type { Problem, TextRange } from './problem.js';
import { syntaxProblems } from './syntaxProblems.js';

/** A node of a document's tree. */
export type JsonNode = Node;

/** Longest definition that is read, in UTF-16 code units. */
export const MAXIMUM_LENGTH = 1_048_576;
/** Deepest nesting of objects and lists that is read: the parser recurses, and no definition needs a tenth of it. */
export const MAXIMUM_DEPTH = 100;
/** Most keys of one object: no definition needs a fifth of it, and each unknown key costs a search for its like. */
export const MAXIMUM_KEYS = 200;

/** A text read as JSON with comments and trailing commas: the tree, for ranges, and what is wrong with it as JSON. */
export interface JsonDocument {
  readonly text: string;
  /** Absent where there is no value that could be trusted: then `problems` says why. */
  readonly root?: Node;
  /** What could be read of the text, broken or not; absent only where nothing was. For services, not for judging. */
  readonly tree?: Node;
  readonly problems: readonly Problem[];
}

/** Reads a text. Never throws, and takes time linear in the text's length, whatever the text. */
export function parseDocument(text: string): JsonDocument {
  const refusal = refuse(text);
  if (refusal !== undefined) return { text, problems: [refusal] };
  // Offsets must stay those of the text, so a byte-order mark becomes a space instead of going away.
  const body = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const errors: ParseError[] = [];
  const root = parseTree(body, errors, { allowTrailingComma: true });
  if (root === undefined) return { text, problems: syntaxProblems(body, errors) };
  if (errors.length > 0) return { text, tree: root, problems: syntaxProblems(body, errors) };
  const problems = keyProblems(text, root);
  return problems.length > 0 ? { text, tree: root, problems } : { text, root, tree: root, problems };
}

/** The plain value of a node. Objects have no prototype, so a key such as `__proto__` is a key like any other. */
export function valueIn(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueIn);
  if (node.type !== 'object') return node.value;
  const result: Record<string, unknown> = Object.create(null);
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key !== undefined && value !== undefined) result[String(key.value)] = valueIn(value);
  }
  return result;
}

/** The property of an object with that key. */
export function propertyOf(node: Node, key: string): Node | undefined {
  if (node.type !== 'object') return undefined;
  return node.children?.find((property) => property.children?.[0]?.value === key);
}

/** The value at a path, or undefined. */
export function nodeAt(root: Node, path: JsonPath): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    if (typeof step === 'string') node = propertyOf(node, step)?.children?.[1];
    else node = node.type === 'array' ? node.children?.[step] : undefined;
  }
  return node;
}

/** The range of what is at a path, of its key with `key`; of the nearest enclosing value where there is no such thing. */
export function rangeAt(root: Node, path: JsonPath, at: 'value' | 'key' = 'value'): TextRange {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(root, path.slice(0, length));
    if (node === undefined) continue;
    const key = at === 'key' && length === path.length ? keyOf(node) : undefined;
    return rangeOf(key ?? node);
  }
  return rangeOf(root);
}

/** The range of a node. */
export function rangeOf(node: Node): TextRange {
  return { start: node.offset, end: node.offset + node.length };
}

function keyOf(node: Node): Node | undefined {
  return node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
}

function refuse(text: string): Problem | undefined {
  const problem = (code: string, message: string, start: number): Problem => ({
    code,
    severity: 'error',
    message,
    range: { start, end: Math.min(start + 1, text.length) },
  });
  if (text.length > MAXIMUM_LENGTH) {
    const limit = MAXIMUM_LENGTH.toLocaleString('en');
    return problem('file-too-large', `The file has ${text.length} characters; at most ${limit} are read.`, 0);
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) return problem('not-text', 'The file holds a NUL character: it is not a text file in UTF-8.', nul);
  const tooDeep = offsetBeyondDepth(text);
  if (tooDeep === undefined) return undefined;
  return problem('too-deep', `Objects and lists may be nested ${MAXIMUM_DEPTH} deep at most.`, tooDeep);
}

// jsonc-parser's `SyntaxKind` is an ambient const enum, out of reach for a file that is compiled by itself.
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const END_OF_FILE = 17;

/** In a broken text a bracket may lack its partner, so only a matching one counts as closing: never fewer than there are. */
function offsetBeyondDepth(text: string): number | undefined {
  const scanner = createScanner(text, true);
  const open: number[] = [];
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (token === OPEN_BRACE || token === OPEN_BRACKET) open.push(token);
    else if (token === CLOSE_BRACE && open.at(-1) === OPEN_BRACE) open.pop();
    else if (token === CLOSE_BRACKET && open.at(-1) === OPEN_BRACKET) open.pop();
    if (open.length > MAXIMUM_DEPTH) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Duplicate keys, of which JSON readers silently drop one, and objects with more keys than any definition has. */
function keyProblems(text: string, root: Node): Problem[] {
  const problems: Problem[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const children = node.children ?? [];
    if (node.type === 'object' && children.length > MAXIMUM_KEYS) {
      const message = `An object may have ${MAXIMUM_KEYS} keys at most; this one has ${children.length}.`;
      return [{ code: 'too-many-keys', severity: 'error', message, range: rangeOf(node) }];
    }
    if (node.type === 'object') problems.push(...duplicateKeys(text, node));
    // A loop, as spreading a list of a million nodes into one call would overflow the stack.
    for (const child of children) stack.push(child);
  }
  return problems.sort((a, b) => a.range.start - b.range.start).slice(0, 100);
}

function duplicateKeys(text: string, node: Node): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  node.children?.forEach((property, index) => {
    const key = property.children?.[0];
    if (key === undefined) return;
    const name = String(key.value);
    if (seen.has(name)) {
      const message = `The key ${JSON.stringify(name.slice(0, 60))} is given twice in one object; keep one.`;
      const fix = { title: 'Remove the second one', ...removeItem(text, node, index) };
      problems.push({ code: 'duplicate-key', severity: 'error', message, range: rangeOf(key), fix });
    }
    seen.add(name);
  });
  return problems;
}
