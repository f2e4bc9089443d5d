import type { ExpectationStatus } from '../comparison/expectations.js';
import { expectedVerdicts, figureOfKey, VERSUS } from '../definition/expectedFigures.js';
import type { JsonPath } from '../definition/option.js';
import { escapeMarkdown } from '../report/markdownTable.js';
import type { Cursor } from './cursor.js';
import type { Hover } from './hover.js';
import { inlineCode, paragraphs } from './markdown.js';

/** How an expectation came out the last time, of one model; texts are printable. */
export interface LastOutcome {
  /** Of the expectation's value: `['expect', 'cnn', 'accuracy']`. */
  readonly path: JsonPath;
  readonly model: string;
  readonly value: string;
  /** Empty where there is none. */
  readonly interval: string;
  readonly status: ExpectationStatus;
}

/** What stands at a cursor within `expect`: what the figure is, and what was measured the last time. */
export function hoverExpectation(cursor: Cursor, outcomes: readonly LastOutcome[]): Hover | undefined {
  const { at, path, token: range, content } = cursor;
  if (at === 'none' || content === undefined || path[0] !== 'expect') return undefined;
  const steps = at === 'key' ? [...path, content] : path;
  const key = String(steps.at(-1));
  const about = aboutKey(key, steps.length);
  if (about === undefined || steps.length < 2) return undefined;
  const measured = outcomes.filter((outcome) => isSame(outcome.path, steps)).map(line);
  return { range, markdown: paragraphs(about, measured.join('\n')) };
}

function aboutKey(key: string, depth: number): string | undefined {
  const found = figureOfKey(key);
  if (found !== undefined) return paragraphs(`**${escapeMarkdown(key)}**`, found.figure.description);
  if (key.startsWith(VERSUS)) {
    const verdicts = Object.entries(expectedVerdicts).map(([verdict, meaning]) => `- \`${verdict}\`: ${meaning}`);
    return paragraphs(`Against ${inlineCode(key.slice(VERSUS.length))}`, verdicts.join('\n'));
  }
  return depth === 2 ? `What is expected of ${inlineCode(key)}.` : undefined;
}

const marks: Readonly<Record<ExpectationStatus, string>> = {
  pass: '✓',
  fail: '✗',
  undecided: '?',
  missing: '–',
};

function line({ model, value, interval, status }: LastOutcome): string {
  const bounds = interval === '' ? '' : ` (${escapeMarkdown(interval)})`;
  const measured = status === 'missing' ? 'not measured' : `${escapeMarkdown(value)}${bounds}`;
  return `- ${marks[status]} ${inlineCode(model)}: ${measured}${status === 'undecided' ? ', undecided' : ''}`;
}

function isSame(one: JsonPath, other: JsonPath): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}
