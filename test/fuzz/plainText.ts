import { must } from './fuzzTarget.js';

/** Fails unless a terminal could only print a text: no control characters but line ends and tabs, no reversing marks. */
export function mustBePlain(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
  const found = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(text);
  must(
    found === null,
    `U+${found?.[0].codePointAt(0)?.toString(16)} would reach the terminal: ${JSON.stringify(text.slice(Math.max(0, (found?.index ?? 0) - 60), (found?.index ?? 0) + 20))}`,
  );
}
