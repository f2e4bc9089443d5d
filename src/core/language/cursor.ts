import { createScanner } from 'jsonc-parser';
import type { JsonPath } from '../definition/option.js';
import type { TextRange } from '../definition/problem.js';

/** Where an offset stands in a JSON text, valid or not. */
export interface Cursor {
  /** `key`: where an object's key stands or may. `value`: where a value does. `none`: nothing can be written here. */
  readonly at: 'key' | 'value' | 'none';
  /** Keys and indices to the value; for a key: to the object that has it, or may get it. */
  readonly path: JsonPath;
  /** The word, number or text under the offset, quotes included; else empty, at the offset. */
  readonly token: TextRange;
  /** That token's content as far as it is known; undefined where there is none. */
  readonly content?: string;
  /** True for a text or a key in quotes, closed or not. */
  readonly isQuoted: boolean;
  /** True at a key that has its colon, and so mostly its value. */
  readonly hasColon: boolean;
  /** Where a comma is missing before something new could stand here. */
  readonly commaBefore?: number;
  /** True if something new here needs a comma after it. */
  readonly needsCommaAfter: boolean;
  /** The objects and lists around, outermost first: number `n` is what the first `n` steps of the path lead to. */
  readonly enclosing: readonly Enclosing[];
}

/** An object or a list around a cursor. */
export interface Enclosing {
  readonly start: number;
  /** Keys of an object, before and after the cursor, that at the cursor left out; those with a text as value with it. */
  readonly entries: ReadonlyMap<string, string | undefined>;
}

// jsonc-parser's `SyntaxKind` is an ambient const enum, out of reach for a file that is compiled by itself.
const Token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, colon: 6, string: 10 } as const;
const [LINE_COMMENT, BLOCK_COMMENT, LINE_BREAK, TRIVIA, END_OF_FILE] = [12, 13, 14, 15, 17];
// jsonc-parser's `ScanError.UnexpectedEndOfString`.
const UNCLOSED_STRING = 2;

const NEXT_KEY = /^\s*"(?:[^"\\\n]|\\.)*"\s*:/;

interface Frame {
  readonly isObject: boolean;
  readonly start: number;
  readonly entries: Map<string, string | undefined>;
  /** Undefined for the key under the cursor, which is no key of the others. */
  key: string | undefined;
  index: number;
  expected: 'key' | 'colon' | 'value' | 'comma';
}

/**
 * Finds out where an offset stands, by brackets and commas alone, so that a text which is just being typed will do.
 * Never throws; linear in the text's length.
 */
export function cursorAt(text: string, offset: number): Cursor {
  const reader = new CursorReader(text, Math.min(Math.max(Math.trunc(offset) || 0, 0), text.length));
  return reader.read();
}

/** The `type` that each object around a cursor names, by the object's path. */
export function typesAround({ enclosing }: Cursor): (path: JsonPath) => string | undefined {
  return (path) => enclosing[path.length]?.entries.get('type');
}

class CursorReader {
  readonly #text: string;
  readonly #offset: number;
  readonly #root: Frame = frame(false, 0);
  readonly #stack: Frame[] = [this.#root];
  #previousEnd: number | undefined;
  #found: Cursor | undefined;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  read(): Cursor {
    // The byte-order mark is no token, and must not be one here.
    const body = this.#text.startsWith('\uFEFF') ? ` ${this.#text.slice(1)}` : this.#text;
    const scanner = createScanner(body, false);
    for (let kind: number = scanner.scan(); kind !== END_OF_FILE; kind = scanner.scan()) {
      const start = scanner.getTokenOffset();
      // The scanner counts a comment that is not closed one too long.
      const end = Math.min(start + scanner.getTokenLength(), this.#text.length);
      if (kind === LINE_BREAK || kind === TRIVIA) continue;
      if (kind === LINE_COMMENT || kind === BLOCK_COMMENT) {
        const isOpen = kind === LINE_COMMENT || !this.#text.slice(start + 2, end).endsWith('*/');
        if (start < this.#offset && (this.#offset < end || (isOpen && this.#offset === end)))
          this.#find('none', start, end);
        continue;
      }
      const isQuoted = kind === Token.string;
      const isOpen = isQuoted && (scanner.getTokenError() as number) === UNCLOSED_STRING;
      const isWord = kind > Token.colon;
      if (this.#found === undefined && start >= this.#offset && !(isWord && !isQuoted && start === this.#offset))
        this.#findGap(startsValue(kind));
      const touches = isQuoted
        ? start < this.#offset && (this.#offset < end || (isOpen && this.#offset === end))
        : isWord && start <= this.#offset && this.#offset <= end;
      const content = isWord ? scanner.getTokenValue() : undefined;
      this.#step(kind, start, end, content, touches && this.#found === undefined, isOpen);
      this.#previousEnd = end;
    }
    if (this.#found === undefined) this.#findGap(false);
    const found = this.#found;
    if (found === undefined) throw new RangeError('a cursor is found at the end of the text at the latest');
    return found;
  }

  get #top(): Frame {
    return this.#stack.at(-1) ?? this.#root;
  }

  /** What the token changes, and the cursor itself if it stands in the token. */
  #step(kind: number, start: number, end: number, content: string | undefined, isHere: boolean, isOpen: boolean): void {
    const top = this.#top;
    if (content === undefined) {
      this.#punctuate(kind, start);
      return;
    }
    const isKey = top.isObject && top.expected !== 'value';
    if (!isKey) {
      if (!top.isObject && top.expected === 'comma') top.index += 1;
      if (isHere) this.#findToken('value', start, end, content, isOpen);
      else if (top.isObject && top.key !== undefined)
        top.entries.set(top.key, kind === Token.string ? content : undefined);
      top.expected = 'comma';
      return;
    }
    if (isHere) {
      const isGiven = /^\s*:/.test(this.#text.slice(end));
      this.#findToken('key', start, end, content, isOpen, isGiven && !isOpen);
      top.key = undefined;
    } else {
      top.key = content;
      top.entries.set(content, undefined);
    }
    top.expected = 'colon';
  }

  #punctuate(kind: number, start: number): void {
    const top = this.#top;
    if (kind === Token.openBrace || kind === Token.openBracket) {
      if (!top.isObject && top.expected === 'comma') top.index += 1;
      this.#stack.push(frame(kind === Token.openBrace, start));
    } else if (kind === Token.closeBrace || kind === Token.closeBracket) {
      const opened = this.#stack.findLastIndex((open) => open.isObject === (kind === Token.closeBrace));
      // A closing bracket without its partner closes nothing: the text is broken before it or after it.
      if (opened <= 0) return;
      this.#stack.length = opened;
      this.#top.expected = 'comma';
    } else if (kind === Token.colon) {
      if (top.isObject) top.expected = 'value';
    } else if (top !== this.#root) {
      top.index += 1;
      top.expected = top.isObject ? 'key' : 'value';
    }
  }

  #findToken(
    at: 'key' | 'value',
    start: number,
    end: number,
    content: string,
    isOpen: boolean,
    hasColon = false,
  ): void {
    // Without its closing quote a text runs to the end of the line, over what was never meant to be part of it.
    const rest = isOpen ? (/^[\w.-]*/.exec(this.#text.slice(this.#offset, end))?.[0].length ?? 0) : 0;
    const stop = isOpen ? this.#offset + rest : end;
    const isQuoted = this.#text[start] === '"';
    const shown = isOpen ? this.#text.slice(start + 1, stop) : content;
    this.#find(at, start, stop, { content: shown, isQuoted, hasColon });
  }

  #findGap(hasNext: boolean): void {
    const { isObject, expected } = this.#top;
    const at = { start: this.#offset, end: this.#offset };
    const isNewRoot = this.#stack.length === 1 && (expected === 'comma' || hasNext);
    // A value that is there already is no place for another one, unless it is the next key, and the value is missing.
    const isTaken = isObject && expected === 'value' && hasNext && !NEXT_KEY.test(this.#text.slice(this.#offset));
    if (isNewRoot || isTaken || expected === 'colon') this.#find('none', at.start, at.end);
    else if (isObject && expected !== 'value') this.#find('key', at.start, at.end, {}, hasNext);
    else this.#find('value', at.start, at.end, {}, hasNext);
  }

  #find(
    at: Cursor['at'],
    start: number,
    end: number,
    token: { content?: string; isQuoted?: boolean; hasColon?: boolean } = {},
    hasNext = false,
  ): void {
    if (this.#found !== undefined) return;
    const isEmpty = start === end && token.content === undefined;
    const [, ...frames] = this.#stack;
    const isAfterItem = at !== 'none' && this.#top.expected === 'comma' && frames.length > 0;
    const holders = at === 'key' ? frames.slice(0, -1) : frames;
    const path = holders.map((open) => (open.isObject ? (open.key ?? '') : open.index));
    if (isAfterItem && isEmpty && at === 'value') path[path.length - 1] = this.#top.index + 1;
    this.#found = {
      at,
      path,
      token: { start, end },
      ...(token.content === undefined ? {} : { content: token.content }),
      isQuoted: token.isQuoted ?? false,
      hasColon: token.hasColon ?? false,
      ...(isAfterItem && this.#previousEnd !== undefined ? { commaBefore: this.#previousEnd } : {}),
      needsCommaAfter: hasNext,
      enclosing: frames,
    };
  }
}

function frame(isObject: boolean, start: number): Frame {
  return { isObject, start, entries: new Map(), key: undefined, index: 0, expected: isObject ? 'key' : 'value' };
}

function startsValue(kind: number): boolean {
  return kind === Token.openBrace || kind === Token.openBracket || kind > Token.colon;
}
