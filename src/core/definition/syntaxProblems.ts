import { createScanner, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { nearest } from './nearest.js';
import type { Fix, Problem } from './problem.js';

/** Most syntax errors that are worth showing: after the first few, the text is not JSON. */
const MAXIMUM = 20;

const messages: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is not JSON: expected a value in double quotes, a number, true, false, null, {…} or […].',
  InvalidNumberFormat: 'This is not a number as JSON writes it.',
  PropertyNameExpected: 'Expected a key in double quotes.',
  ValueExpected: 'Expected a value.',
  ColonExpected: 'Expected a colon after the key.',
  CommaExpected: 'Expected a comma.',
  CloseBraceExpected: 'Expected }: an object is not closed.',
  CloseBracketExpected: 'Expected ]: a list is not closed.',
  EndOfFileExpected: 'Expected the end of the file: there is something after the outermost object.',
  InvalidCommentToken: 'Expected a comment, // to the end of the line or /* to */.',
  UnexpectedEndOfComment: 'This comment is not closed: */ is missing.',
  UnexpectedEndOfString: 'This text is not closed: " is missing.',
  UnexpectedEndOfNumber: 'This number is not complete.',
  InvalidUnicode: 'Expected four hexadecimal digits after \\u.',
  InvalidEscapeCharacter: 'This escape does not exist in JSON; a backslash itself is written \\\\.',
  InvalidCharacter: 'A control character in text must be written as an escape such as \\n or \\u0007.',
};

/**
 * A parser's errors as problems, the first one of each line: what follows on the line is mostly its echo. A text with
 * nothing in it gets one problem.
 */
export function syntaxProblems(text: string, errors: readonly ParseError[]): Problem[] {
  if (isBlank(text)) {
    const message = 'The file is empty: expected an object, { "name": …, "layers": […] }.';
    return [{ code: 'empty-file', severity: 'error', message, range: { start: 0, end: 0 } }];
  }
  const problems: Problem[] = [];
  let lineEnd = -1;
  for (const error of [...errors].sort((a, b) => a.offset - b.offset)) {
    if (error.offset <= lineEnd) continue;
    const next = text.indexOf('\n', error.offset);
    lineEnd = next < 0 ? text.length : next;
    problems.push(problemOf(text, error));
    if (problems.length === MAXIMUM) break;
  }
  if (problems.length > 0) return problems;
  const message = 'Expected an object, { "name": …, "layers": […] }.';
  return [{ code: 'syntax', severity: 'error', message, range: { start: 0, end: 0 } }];
}

function problemOf(text: string, error: ParseError): Problem {
  const name = printParseErrorCode(error.error);
  const start = Math.min(error.offset, text.length);
  const end = Math.min(start + error.length, text.length);
  const fix = fixOf(text, name, start, end);
  return {
    code: 'syntax',
    severity: 'error',
    message: messages[name] ?? 'This is not JSON.',
    range: { start, end },
    ...(fix === undefined ? {} : { fix }),
  };
}

function fixOf(text: string, name: string, start: number, end: number): Fix | undefined {
  if (name === 'CommaExpected') {
    const at = endOfTokenBefore(text, start);
    return { title: 'Insert a comma', range: { start: at, end: at }, text: ',' };
  }
  if (name === 'ColonExpected') return { title: 'Insert a colon', range: { start, end: start }, text: ': ' };
  if (name !== 'InvalidSymbol') return undefined;
  const range = { start, end };
  const symbol = text.slice(start, end);
  const quoted = /^'([^'"\\]*)'$/.exec(symbol)?.[1];
  if (quoted !== undefined) return { title: 'Use double quotes', range, text: JSON.stringify(quoted) };
  if (!/^[A-Za-z_$][\w$]*$/.test(symbol)) return undefined;
  if (/^\s*:/.test(text.slice(end, end + 20)))
    return { title: `Put ${symbol} in double quotes`, range, text: JSON.stringify(symbol) };
  const word = symbol === 'None' ? 'null' : nearest(symbol, ['true', 'false', 'null']);
  return word === undefined ? undefined : { title: `Change to ${word}`, range, text: word };
}

// jsonc-parser's `SyntaxKind.EOF`.
const END_OF_FILE = 17;

function endOfTokenBefore(text: string, offset: number): number {
  const scanner = createScanner(text, true);
  let end = 0;
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (scanner.getTokenOffset() >= offset) break;
    end = scanner.getTokenOffset() + scanner.getTokenLength();
  }
  return end;
}

function isBlank(text: string): boolean {
  const scanner = createScanner(text, true);
  return (scanner.scan() as number) === END_OF_FILE && (scanner.getTokenError() as number) === 0;
}
