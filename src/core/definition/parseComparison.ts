import type { ComparisonDefinition, Parsed } from './definition.js';
import { parseDocument, rangeAt, valueIn } from './jsonDocument.js';
import { headerOptions } from './modelOptions.js';
import type { OptionSpec } from './option.js';
import { integer, list, number, readOptions, shown, text } from './options.js';
import { ProblemCollector } from './problemCollector.js';
import { readRecipe } from './recipe.js';

const seedList = list<number>({
  description: '',
  of: integer({ description: 'A seed.', minimum: 0, maximum: 2 ** 31 - 1 }),
  minLength: 1,
  maxLength: 100,
});
const seedCount = integer({ description: '', minimum: 1, maximum: 100 });
const seedsDescription =
  'Seeds, one run of each model for each: a whole number N for the seeds 0 to N − 1, or a list of seeds.';

const seeds: OptionSpec<readonly number[]> = {
  description: seedsDescription,
  default: [0],
  required: false,
  schema: {
    anyOf: [seedCount.schema, { ...seedList.schema, uniqueItems: true }],
    description: seedsDescription,
    default: 1,
  },
  read(value, path, report) {
    if (!Array.isArray(value)) {
      const count = seedCount.read(value, path, report);
      return count === undefined ? undefined : Array.from({ length: count }, (_, seed) => seed);
    }
    const read = seedList.read(value, path, report);
    const twice = read?.findIndex((seed, index) => read.indexOf(seed) < index) ?? -1;
    if (twice < 0) return read;
    const message = `The seed ${shown(value[twice])} is in the list already: its runs would be the same.`;
    report({ path: [...path, twice], code: 'duplicate-seed', message });
    return undefined;
  },
};

const models = list<string>({
  description: 'Model files to compare, relative to this file; improvements are over the first.',
  of: text({ description: 'Path of a `*.model.jsonc` file.', maxLength: 1000 }),
  minLength: 1,
  maxLength: 100,
});

/** The keys of a comparison but for `training`: how to read them, defaults, documentation and JSON Schema. */
export const comparisonOptions = {
  ...headerOptions,
  dataset: text({
    description:
      'Images to train and test on: `fashion-mnist`, `kmnist`, `cifar-10`, `cifar-100`, `emnist-letters`, …, or a folder, relative to this file: `images:DIR` of PNG or JPEG pictures, `idx:DIR`, `cifar:DIR`.',
    default: 'fashion-mnist',
    maxLength: 1000,
  }),
  validationSplit: number({
    description: 'Fraction of the training images that is held out to watch the training; never trained on.',
    default: 0.2,
    minimum: 0,
    exclusiveMaximum: 1,
  }),
  seeds,
  models: { ...models, schema: { ...models.schema, uniqueItems: true } },
};

/** Reads the text of a `*.bakeoff.jsonc` file. Never throws; every problem's range lies in the text. */
export function parseComparison(source: string): Parsed<ComparisonDefinition> {
  const document = parseDocument(source);
  const { root } = document;
  if (root === undefined) return { problems: document.problems };
  const collector = new ProblemCollector(document);
  const body = valueIn(root);
  if (root.type !== 'object' || typeof body !== 'object' || body === null) {
    const message = `Expected an object, { "name": …, "models": […] }, got ${shown(body)}.`;
    collector.report({ path: [], code: 'wrong-type', message });
    return { problems: collector.list() };
  }
  const given = body as Readonly<Record<string, unknown>>;
  const read = readOptions(comparisonOptions, given, [], collector.report, ['training']);
  const recipe = readRecipe(given.training, ['training'], collector.report);
  read?.models.forEach((path, index) => {
    if (read.models.indexOf(path) === index) return;
    const message = `${shown(path)} is in the list already.`;
    collector.report({ path: ['models', index], code: 'duplicate-model', message });
  });
  const problems = collector.list();
  if (collector.hasErrors || read === undefined || recipe === undefined) return { problems };
  const { $schema: _, description, models: paths, ...rest } = read;
  const located = paths.map((path, index) => ({ path, range: rangeAt(root, ['models', index]) }));
  return {
    value: { ...rest, ...(description === undefined ? {} : { description }), recipe, models: located },
    problems,
  };
}
