import { nearest } from '../../core/definition/nearest.js';
import type { RunStatus } from '../../core/run/state.js';
import type { ServedRun } from '../../protocol/service.js';

/** What a filter asks of a run beside its own data. */
export interface FilterContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  isStale(run: ServedRun): boolean;
  isCompared(run: ServedRun): boolean;
}

/** A filter as it was read. What could not be understood is told, and narrows nothing. */
export interface RunFilter {
  readonly text: string;
  readonly isEmpty: boolean;
  readonly problems: readonly FilterProblem[];
  matches(run: ServedRun, context: FilterContext): boolean;
}

/** A piece of a filter that cannot be understood. */
export interface FilterProblem {
  readonly kind: 'unknown-key' | 'unknown-value' | 'not-a-number' | 'missing-value';
  /** As it was typed. */
  readonly term: string;
  /** What could stand there, the likeliest first. */
  readonly expected: readonly string[];
}

type Test = (run: ServedRun, context: FilterContext) => boolean;
type Operator = ':' | '=' | '>' | '<' | '>=' | '<=';

const statuses: readonly string[] = [
  'running',
  'completed',
  'stopped',
  'failed',
  'interrupted',
] satisfies readonly RunStatus[];

/** Keys whose value is looked for in a text of the run. */
const texts: Readonly<Record<string, (run: ServedRun) => string>> = {
  name: (run) => run.modelName ?? '',
  label: (run) => run.label ?? '',
  dataset: (run) => `${run.dataset?.name ?? ''} ${run.dataset?.id ?? ''}`,
  engine: (run) => run.engineId ?? '',
  id: (run) => run.runId,
};

/** Keys that compare a number. An unknown figure fits no comparison. */
const numbers: Readonly<Record<string, NumberKey>> = {
  accuracy: { value: (run) => run.testAccuracy, read: readFraction },
  f1: { value: (run) => run.macroF1, read: readFraction },
  parameters: { value: (run) => run.parameterCount, read: (text) => readScaled(text, { k: 1e3, m: 1e6, g: 1e9 }) },
  epochs: { value: (run) => run.epochs, read: (text) => readScaled(text, {}) },
  seed: { value: (run) => run.seed, read: (text) => readScaled(text, {}) },
  time: { value: (run) => seconds(run.durationMs), read: (text) => readScaled(text, { s: 1, min: 60, h: 3_600 }) },
  age: {
    value: (run, now) => (run.startTime === undefined ? undefined : (now - run.startTime) / 86_400_000),
    read: (text) => readScaled(text, { min: 1 / 1_440, h: 1 / 24, d: 1, w: 7 }),
  },
};

interface NumberKey {
  readonly value: (run: ServedRun, now: number) => number | undefined;
  readonly read: (text: string) => number | undefined;
}

const flags: Readonly<Record<string, Test>> = {
  stale: (run, context) => context.isStale(run),
  compared: (run, context) => context.isCompared(run),
  resumable: (run) => run.isResumable,
  sample: (run) => run.dataset?.isSample === true,
};

const keys: readonly string[] = ['status', 'is', ...Object.keys(texts), ...Object.keys(numbers)];

/**
 * Reads a filter: words, all of which must fit; `-word` must not; a word in quotes may hold blanks. A plain word is looked
 * for in name, label, dataset, status, engine and id, whatever its case. Else `key:text` (name, label, dataset, engine, id),
 * `status:failed`, `is:stale` (compared, resumable, sample), or a comparison with `:`, `=`, `>`, `<`, `>=`, `<=`: `accuracy>0.9`
 * or `>90%`, `f1`, `parameters<100k`, `epochs`, `seed=3`, `time>2min` (seconds), `age<7d` (days). Never throws.
 */
export function parseRunFilter(text: string): RunFilter {
  const tests: Test[] = [];
  const problems: FilterProblem[] = [];
  for (const [term] of text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const isExcluded = term.length > 1 && term.startsWith('-');
    const read = readTerm(isExcluded ? term.slice(1) : term);
    if (typeof read !== 'function') problems.push({ ...read, term });
    else tests.push(isExcluded ? (run, context) => !read(run, context) : read);
  }
  return {
    text,
    isEmpty: tests.length === 0,
    problems,
    matches: (run, context) => tests.every((test) => test(run, context)),
  };
}

function readTerm(term: string): Test | Omit<FilterProblem, 'term'> {
  const found = /^([A-Za-z0-9]+)(:|>=|<=|>|<|=)(.*)$/s.exec(term);
  if (found === null) return anywhere(unquoted(term));
  const [, written = '', operator = ':', rest = ''] = found;
  const key = written.toLowerCase();
  const value = unquoted(rest);
  if (!keys.includes(key)) return { kind: 'unknown-key', expected: likeliestFirst(key, keys) };
  const choices = key === 'status' ? statuses : key === 'is' ? Object.keys(flags) : undefined;
  const isText = choices !== undefined || Object.hasOwn(texts, key);
  if (value === '') return { kind: 'missing-value', expected: choices ?? (isText ? ['…'] : ['0.9']) };
  if (isText && operator !== ':' && operator !== '=') return { kind: 'not-a-number', expected: [`${key}:${value}`] };
  if (choices !== undefined) return readChoice(key, value.toLowerCase(), choices);
  const textOf = texts[key];
  if (textOf !== undefined) return (run) => textOf(run).toLowerCase().includes(value.toLowerCase());
  const limit = numbers[key]?.read(value);
  if (limit === undefined) return { kind: 'not-a-number', expected: ['0.9'] };
  return (run, { now }) => {
    const own = numbers[key]?.value(run, now);
    return own !== undefined && compares(own, operator as Operator, limit);
  };
}

/** The beginning of a choice is enough, so that a list narrows while it is typed. */
function readChoice(key: string, value: string, choices: readonly string[]): Test | Omit<FilterProblem, 'term'> {
  const meant = choices.filter((choice) => choice.startsWith(value));
  if (meant.length === 0) return { kind: 'unknown-value', expected: likeliestFirst(value, choices) };
  if (key === 'status') return (run) => meant.includes(run.status);
  return (run, context) => meant.some((choice) => flags[choice]?.(run, context));
}

function anywhere(word: string): Test {
  const wanted = word.toLowerCase();
  return (run) => haystackOf(run).includes(wanted);
}

/** Made once for each run: thousands are searched at every key. Runs are replaced, never changed. */
const haystacks = new WeakMap<ServedRun, string>();

function haystackOf(run: ServedRun): string {
  const known = haystacks.get(run);
  if (known !== undefined) return known;
  const made = [...Object.values(texts).map((text) => text(run)), run.status].join('\n').toLowerCase();
  haystacks.set(run, made);
  return made;
}

function compares(own: number, operator: Operator, limit: number): boolean {
  if (operator === '>') return own > limit;
  if (operator === '<') return own < limit;
  if (operator === '>=') return own >= limit;
  if (operator === '<=') return own <= limit;
  return own === limit;
}

/** 0..1; above 1, or with a percent sign, it is meant as percent. */
function readFraction(text: string): number | undefined {
  const isPercent = text.endsWith('%');
  const value = readScaled(isPercent ? text.slice(0, -1) : text, {});
  return value === undefined ? undefined : isPercent || value > 1 ? value / 100 : value;
}

function readScaled(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d*)?|\.\d+)([a-z]*)$/i.exec(text) ?? [];
  if (digits === '') return undefined;
  const factor = unit === '' ? 1 : units[unit.toLowerCase()];
  return factor === undefined ? undefined : Number(digits) * factor;
}

function seconds(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : durationMs / 1_000;
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}

function likeliestFirst(word: string, candidates: readonly string[]): readonly string[] {
  const meant = nearest(word, candidates);
  return meant === undefined ? candidates : [meant, ...candidates.filter((candidate) => candidate !== meant)];
}
