import type { JsonPath, OptionSpec, OptionsOf, Report } from './option.js';
import { choice, integer, list, number, propertiesSchema, readOptions, requiredKeys, shown, text } from './options.js';

/** Most models that one file may stand for: more is a mistake, or better drawn at random. */
export const MAXIMUM_VARIANTS = 1000;

const MAXIMUM_VALUES = 100;
const MAXIMUM_OPTIONS = 20;

export const sweepMethods = {
  grid: 'Each combination of the values.',
  random: 'So many combinations drawn at random (`trials`), the same for the same `seed`.',
  successiveHalving:
    'All begin with a few epochs (`minEpochs`); of each `eta` the one with the highest validation accuracy goes on, with `eta` times as many, until the recipe is through.',
} as const;

/** How combinations are chosen, and which of them are trained to the end. */
export type SweepMethod = keyof typeof sweepMethods;

/** A range of numbers. */
export const sweepRangeOptions = {
  min: number({ description: 'The least value.', required: true }),
  max: number({ description: 'The greatest value.', required: true }),
  scale: choice<'linear' | 'log'>({
    description:
      'How values lie in the range: evenly, or each ratio alike (`log`), as it suits learning rates. Whole numbers where the option takes no others; others have three significant digits.',
    values: ['linear', 'log'],
    default: 'linear',
  }),
  steps: integer({
    description: 'Of a grid: so many values, from the least to the greatest.',
    required: false,
    minimum: 2,
    maximum: MAXIMUM_VALUES,
  }),
};

/** What one option of a sweep may be: values as they would be written in a definition, or a range. */
export type SweepValues =
  | { readonly kind: 'list'; readonly values: readonly unknown[] }
  | ({ readonly kind: 'range' } & SweepRange);

/** See `sweepRangeOptions`. */
export type SweepRange = Omit<OptionsOf<typeof sweepRangeOptions>, 'steps'> & { readonly steps?: number | undefined };

/** `sweep` of a comparison: variants of its models. */
export interface SweepDefinition {
  readonly method: SweepMethod;
  /** In the order of the text, by path: `layers.conv1.filters`. */
  readonly options: readonly { readonly path: string; readonly values: SweepValues }[];
  /** Words for the models that are varied; absent: all. The others are trained as they are. */
  readonly models?: readonly string[] | undefined;
  /** Combinations that are drawn; absent: all. */
  readonly trials?: number | undefined;
  readonly seed: number;
  /** One of so many goes on. */
  readonly eta: number;
  readonly minEpochs: number;
}

/** The keys of `sweep` but for `options`. */
export const sweepOptions = {
  method: choice<SweepMethod>({
    description: `Which combinations are trained. ${Object.entries(sweepMethods)
      .map(([name, about]) => `\`${name}\`: ${about}`)
      .join(' ')}`,
    values: ['grid', 'random', 'successiveHalving'],
    default: 'grid',
  }),
  models: list<string>({
    description: 'Which of the models are varied, by their words (`cnn`); without it all. The others are trained too.',
    of: text({ description: 'The file’s name without its ending.', maxLength: 1000 }),
    required: false,
    minLength: 1,
    maxLength: 100,
  }),
  trials: integer({
    description: 'So many combinations of each model are drawn at random.',
    required: false,
    minimum: 1,
    maximum: MAXIMUM_VARIANTS,
  }),
  seed: integer({
    description: 'What is drawn depends on it alone: more `trials` add to those that there are.',
    default: 0,
    minimum: 0,
    maximum: 2 ** 31 - 1,
  }),
  eta: integer({ description: 'Of successive halving: one of so many goes on.', default: 3, minimum: 2, maximum: 10 }),
  minEpochs: integer({
    description: 'Of successive halving: epochs that all are trained for.',
    default: 1,
    minimum: 1,
    maximum: 100_000,
  }),
};

const optionsDescription =
  'What is varied, by path: `training.optimizer.learningRate`, `layers.conv1.filters`; each with a list of values, or with a range, `{ "min": 0.0001, "max": 0.01, "scale": "log" }`.';
const description =
  'Variants of the models: options with several values, all combinations of them or some. Each variant is a model of its own with runs of its own.';

const rangeSchema = {
  type: 'object',
  properties: propertiesSchema(sweepRangeOptions),
  required: requiredKeys(sweepRangeOptions),
  additionalProperties: false,
};

/** `sweep` of a comparison: how to read it, documentation and JSON Schema. What its paths lead to is for `sweepProblems`. */
export const sweepOption: OptionSpec<SweepDefinition | undefined> = {
  description,
  default: undefined,
  required: false,
  schema: {
    type: 'object',
    description,
    properties: {
      ...propertiesSchema(sweepOptions),
      options: {
        type: 'object',
        description: optionsDescription,
        additionalProperties: { anyOf: [{ type: 'array', minItems: 1, maxItems: MAXIMUM_VALUES }, rangeSchema] },
        minProperties: 1,
        maxProperties: MAXIMUM_OPTIONS,
      },
    },
    required: ['options'],
    additionalProperties: false,
  },
  read(value, path, report) {
    if (!isObject(value)) {
      const message = `Expected an object such as { "options": { "training.batchSize": [32, 64] } }, got ${shown(value)}.`;
      report({ path, code: 'wrong-type', message });
      return undefined;
    }
    const read = readOptions(sweepOptions, value, path, report, ['options']);
    const options = readSwept(value.options, path, report);
    if (read === undefined || options === undefined) return undefined;
    const { method, trials } = read;
    const misplaced = misplacedKeys(method).filter((key) => Object.hasOwn(value, key));
    for (const key of misplaced)
      report({
        path: [...path, key],
        at: 'key',
        code: 'not-for-method',
        message: `"${key}" means nothing with "method": "${method}"; leave it out, or choose ${key === 'trials' || key === 'seed' ? '"random" or ' : ''}"successiveHalving".`,
      });
    const needsTrials = method === 'random' && trials === undefined;
    if (needsTrials)
      report({ path, code: 'missing-key', message: '"trials" is missing: how many combinations are drawn at random.' });
    const isGrid = method === 'grid' || (method === 'successiveHalving' && trials === undefined);
    const endless = isGrid ? options.filter(({ values }) => values.kind === 'range' && values.steps === undefined) : [];
    for (const option of endless)
      report({
        path: [...path, 'options', option.path],
        code: 'range-without-steps',
        message: `All combinations are taken, so that a range needs "steps", how many values of it; or give "trials"${method === 'grid' ? ' with "method": "random"' : ''}.`,
      });
    if (misplaced.length > 0 || needsTrials || endless.length > 0) return undefined;
    return { ...read, options };
  },
};

function misplacedKeys(method: SweepMethod): readonly string[] {
  if (method === 'grid') return ['trials', 'seed', 'eta', 'minEpochs'];
  return method === 'random' ? ['eta', 'minEpochs'] : [];
}

function readSwept(value: unknown, path: JsonPath, report: Report): SweepDefinition['options'] | undefined {
  const place = [...path, 'options'];
  if (value === undefined) {
    report({ path, code: 'missing-key', message: `"options" is missing: ${optionsDescription}` });
    return undefined;
  }
  const entries = isObject(value) ? Object.entries(value) : [];
  if (!isObject(value) || entries.length === 0 || entries.length > MAXIMUM_OPTIONS) {
    const message = `Expected an object of 1 to ${MAXIMUM_OPTIONS} options, such as { "training.batchSize": [32, 64] }, got ${shown(value)}.`;
    report({ path: place, code: 'wrong-type', message });
    return undefined;
  }
  const read = entries.flatMap(([key, written]) => {
    const values = readValues(written, [...place, key], report);
    return values === undefined ? [] : [{ path: key, values }];
  });
  return read.length === entries.length ? read : undefined;
}

function readValues(value: unknown, path: JsonPath, report: Report): SweepValues | undefined {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.length <= MAXIMUM_VALUES) return { kind: 'list', values: value };
    report({ path, code: 'wrong-length', message: `Expected 1 to ${MAXIMUM_VALUES} values, got ${value.length}.` });
    return undefined;
  }
  if (!isObject(value)) {
    const message = `Expected a list of values, or a range such as { "min": 0.0001, "max": 0.01, "scale": "log" }, got ${shown(value)}.`;
    const replacement = { title: 'Write it as a list', text: JSON.stringify([value]) };
    report({ path, code: 'wrong-type', message, ...(value === null ? {} : { replacement }) });
    return undefined;
  }
  const range = readOptions(sweepRangeOptions, value, path, report, []);
  if (range === undefined) return undefined;
  const { min, max, scale } = range;
  if (min >= max) {
    const message = `Expected "max" to be more than "min", ${min}, got ${max}.`;
    report({ path: [...path, 'max'], code: 'maximum-below-minimum', message });
    return undefined;
  }
  if (scale === 'log' && min <= 0) {
    const message = `On a "log" scale "min" is more than 0, got ${min}.`;
    report({ path: [...path, 'min'], code: 'out-of-range', message });
    return undefined;
  }
  return { kind: 'range', ...range };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
