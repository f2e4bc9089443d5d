import type { ExpectedLimit } from './expectation.js';
import {
  classFigures,
  type ExpectedFigure,
  type ExpectedVerdict,
  expectedVerdicts,
  figureOfKey,
  modelFigures,
  VERSUS,
} from './expectedFigures.js';
import { LIMIT_PATTERN, limitFor, readLimit } from './expectedLimit.js';
import { nearest } from './nearest.js';
import type { JsonPath, JsonSchema, OptionSpec, Report } from './option.js';
import { choice, shown } from './options.js';

/** An expectation whose models are still words. */
export interface WrittenExpectation {
  /** Of its value. */
  readonly path: JsonPath;
  readonly key: string;
  readonly written: string;
  /** The model that it stands under; null at the top. */
  readonly model: string | null;
  readonly expected:
    | ExpectedLimit
    | { readonly kind: 'versus'; readonly other: string; readonly verdict: ExpectedVerdict };
}

const description =
  'What is expected of the models, for tests: at the top of all of them, under a model\'s name of that one, `"cnn": { "accuracy": ">=0.92" }`. Figures: `accuracy`, `macroPrecision`, `macroRecall`, `macroF1`, `recall.CLASS`, `precision.CLASS`, `f1.CLASS`, `ece`, `brier`, `logLoss`, `trainTestGap`, `parameters`, `macs`; with `>=`, `>`, `<=` or `<` and a number or a percentage. `vs:MODEL`: `better`, `notWorse` or `tie`. Met when the whole 95 % interval meets it, not met when none of it does, undecided otherwise.';

const verdictChoice = choice<ExpectedVerdict>({
  description: "What the model is expected to be against another one, by its file's name.",
  required: true,
  values: Object.keys(expectedVerdicts) as ExpectedVerdict[],
});

/** `expect` of a comparison: how to read it, documentation and JSON Schema. Models are looked for by `resolveExpectations`. */
export const expectOption: OptionSpec<readonly WrittenExpectation[] | null> = {
  description,
  default: null,
  required: false,
  schema: {
    ...entriesSchema({
      type: 'object',
      ...entriesSchema(false),
      description: 'What is expected of the model with that name.',
    }),
    type: 'object',
    description,
  },
  read(value, path, report) {
    if (!isObject(value)) return notAnObject(value, path, report);
    return readEntries(value, path, null, report);
  },
};

function entriesSchema(others: JsonSchema | false): JsonSchema {
  const versus = { ...verdictChoice.schema, markdownEnumDescriptions: Object.values(expectedVerdicts) };
  const patterns = classFigures.map((figure) => [`^${figure.id}\\.[\\s\\S]`, limitSchema(figure)] as const);
  return {
    properties: Object.fromEntries(modelFigures.map((figure) => [figure.id, limitSchema(figure)])),
    patternProperties: { ...Object.fromEntries(patterns), [`^${VERSUS}[\\s\\S]`]: versus },
    additionalProperties: others,
  };
}

function limitSchema({ description: text }: ExpectedFigure): JsonSchema {
  return { type: 'string', pattern: LIMIT_PATTERN, description: text };
}

function readEntries(
  body: Readonly<Record<string, unknown>>,
  path: JsonPath,
  model: string | null,
  report: Report,
): readonly WrittenExpectation[] | undefined {
  const read = Object.entries(body).map(([key, value]) => readEntry(key, value, [...path, key], model, report));
  return read.every((entries) => entries !== undefined) ? read.flat() : undefined;
}

function readEntry(
  key: string,
  value: unknown,
  path: JsonPath,
  model: string | null,
  report: Report,
): readonly WrittenExpectation[] | undefined {
  const found = figureOfKey(key);
  if (found !== undefined) {
    const limit = readFigure(value, found.figure, path, report);
    const expected = limit && { kind: 'limit' as const, ...found, ...limit };
    return expected && [{ path, key, written: String(value), model, expected }];
  }
  if (key.startsWith(VERSUS) && key.length > VERSUS.length) {
    const verdict = verdictChoice.read(value, path, report);
    const expected = verdict && { kind: 'versus' as const, other: key.slice(VERSUS.length), verdict };
    return expected && [{ path, key, written: String(value), model, expected }];
  }
  if (model === null && isObject(value)) return readEntries(value, path, key, report);
  reportUnknown(key, path, report);
  return undefined;
}

function readFigure(value: unknown, figure: ExpectedFigure, path: JsonPath, report: Report) {
  const read = typeof value === 'string' ? readLimit(value, figure) : undefined;
  if (read !== undefined && read.wrong === undefined) return read;
  const wrong = read?.wrong ?? `Expected a limit in quotes, such as "${figure.usual}"`;
  const suggestion = typeof value === 'number' ? suggestionOf(value, figure) : read?.suggestion;
  report({
    path,
    code: read === undefined ? 'wrong-type' : read.isMalformed ? 'malformed-limit' : 'wrong-limit',
    message: `${wrong}, got ${shown(value)}.`,
    ...(suggestion === undefined
      ? {}
      : { replacement: { title: `Change to "${suggestion}"`, text: JSON.stringify(suggestion) } }),
  });
  return undefined;
}

/** Of a number without quotes, if it is a limit, or becomes one as a percentage. */
function suggestionOf(value: number, figure: ExpectedFigure): string | undefined {
  const text = limitFor(value, figure);
  const read = readLimit(text, figure);
  return read.wrong === undefined ? text : read.suggestion;
}

function reportUnknown(key: string, path: JsonPath, report: Report): void {
  const suggestion = keyMeantBy(key);
  const known = [...modelFigures.map(({ id }) => id), ...classFigures.map(({ id }) => `${id}.CLASS`), `${VERSUS}MODEL`];
  const needsClass = classFigures.some(({ id }) => key === id || key === `${id}.`);
  const advice = suggestion
    ? `Did you mean "${suggestion}"?`
    : needsClass
      ? `It is of one class: "${key.replace('.', '')}.CLASS".`
      : `Known: ${known.join(', ')}.`;
  report({
    path,
    at: 'key',
    code: 'unknown-figure',
    message: `Nothing is known as "${shown(key).slice(1, -1)}" that could be expected. ${advice}`,
    ...(suggestion ? { replacement: { title: `Rename to "${suggestion}"`, text: JSON.stringify(suggestion) } } : {}),
  });
}

/** A key that is one but for a mistake in the figure's name, which may have a class after it. */
function keyMeantBy(key: string): string | undefined {
  const point = key.indexOf('.');
  if (point < 0)
    return nearest(
      key,
      modelFigures.map(({ id }) => id),
    );
  const figure = nearest(
    key.slice(0, point),
    classFigures.map(({ id }) => id),
  );
  return figure === undefined || point === key.length - 1 ? undefined : `${figure}${key.slice(point)}`;
}

function notAnObject(value: unknown, path: JsonPath, report: Report): undefined {
  const message = `Expected an object, { "accuracy": ">=0.90", … }, got ${shown(value)}.`;
  report({ path, code: 'wrong-type', message });
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
