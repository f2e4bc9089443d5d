import type { ComparisonDefinition, Parsed } from './definition.js';
import { expectOption } from './expectOption.js';
import { nodeAt, parseDocument, rangeAt, rangeOf, valueIn } from './jsonDocument.js';
import { headerOptions } from './modelOptions.js';
import type { JsonPath } from './option.js';
import { list, number, readOptions, shown, text } from './options.js';
import { ProblemCollector } from './problemCollector.js';
import { readRecipe } from './recipe.js';
import { resolveExpectations } from './resolveExpectations.js';
import { seedsOption } from './seedsOption.js';
import { sweepOption } from './sweepOption.js';

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
  seeds: seedsOption,
  models: { ...models, schema: { ...models.schema, uniqueItems: true } },
  sweep: sweepOption,
  expect: expectOption,
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
  const expected = read?.expect ?? [];
  const entryRange = (path: JsonPath) => rangeOf(nodeAt(root, path)?.parent ?? root);
  const expectations = resolveExpectations(expected, read?.models ?? [], entryRange, collector.report);
  const problems = collector.list();
  if (collector.hasErrors || read === undefined || recipe === undefined || expectations === undefined)
    return { problems };
  const { $schema: _, expect: __, description, models: paths, seeds, sweep, ...rest } = read;
  const located = paths.map((path, index) => ({ path, range: rangeAt(root, ['models', index]) }));
  return {
    value: {
      ...rest,
      ...seeds,
      ...(description === undefined ? {} : { description }),
      recipe,
      models: located,
      ...(sweep === undefined ? {} : { sweep }),
      ...(expectations.length === 0 ? {} : { expectations }),
    },
    problems,
  };
}
