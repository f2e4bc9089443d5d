import type { ComparisonDefinition, ModelDefinition } from '../definition/definition.js';
import { writeInline } from '../definition/edit.js';
import type { JsonDocument } from '../definition/jsonDocument.js';
import { modelKeysOf, modelOfKey } from '../definition/modelKeys.js';
import { nearest } from '../definition/nearest.js';
import type { JsonPath, Report } from '../definition/option.js';
import { shown } from '../definition/options.js';
import type { Problem } from '../definition/problem.js';
import { ProblemCollector } from '../definition/problemCollector.js';
import { MAXIMUM_VARIANTS, type SweepDefinition } from '../definition/sweepOption.js';
import { combinationCount } from './combinations.js';
import { allValues, type Dimension, numbersOf, valueCount } from './dimension.js';
import { halvingPlan } from './halvingPlan.js';
import { type SweepableOption, sweepableOptions } from './sweepableOptions.js';

/** A comparison that has a sweep. */
export type SweepComparison = ComparisonDefinition & { readonly sweep: SweepDefinition };

/** Whether a comparison has one. */
export function hasSweep(definition: ComparisonDefinition): definition is SweepComparison {
  return definition.sweep !== undefined;
}

/** The models that a sweep varies, by index, in their order; words that name none are passed over. */
export function sweptModels({ sweep, models }: Pick<SweepComparison, 'sweep' | 'models'>): number[] {
  const paths = models.map(({ path }) => path);
  if (sweep.models === undefined) return paths.map((_, index) => index);
  const named = new Set(sweep.models.map((word) => modelOfKey(paths, word)));
  return paths.flatMap((_, index) => (named.has(index) ? [index] : []));
}

/** The axes of a sweep for a model that has all its options. */
export function dimensionsOf({ options }: SweepDefinition, known: readonly SweepableOption[]): Dimension[] {
  return options.map(({ path, values }) => {
    const option = known.find((candidate) => candidate.path === path);
    return { path, values, isWhole: option !== undefined && numbersOf(option.spec.schema) === 'whole' };
  });
}

/**
 * What is wrong with a sweep once the models are known: paths that lead nowhere, values that the options do not take, the same
 * twice, too many of all. `models`: in the comparison's order; undefined where one could not be read, which is told elsewhere.
 */
export function sweepProblems(
  document: JsonDocument,
  definition: SweepComparison,
  models: readonly (ModelDefinition | undefined)[],
): Problem[] {
  const collector = new ProblemCollector(document);
  const { sweep } = definition;
  reportWords(definition, collector.report);
  if (definition.expectations !== undefined) {
    const message =
      'Expectations are of models as they are, and this comparison varies them; put one of "expect" and "sweep" into a comparison of its own.';
    collector.report({ path: ['expect'], at: 'key', code: 'expectations-of-variants', message });
  }
  const words = modelKeysOf(definition.models.map(({ path }) => path));
  const swept = sweptModels(definition).flatMap((index): SweptModel[] => {
    const model = models[index];
    return model === undefined
      ? []
      : [{ word: words[index] ?? '', model, options: sweepableOptions(model, definition.recipe) }];
  });
  const isWhole = swept.length === sweptModels(definition).length && swept.length > 0;
  for (const option of sweep.options) reportOption(option, swept, collector.report);
  reportOverlaps(sweep, collector.report);
  if (!collector.hasErrors && isWhole) {
    for (const { options } of swept.slice(0, 1))
      reportCount(definition, dimensionsOf(sweep, options), swept.length, collector);
    if (sweep.method === 'successiveHalving') reportHalving(definition, swept, collector);
  }
  return collector.list();
}

interface SweptModel {
  readonly word: string;
  readonly model: ModelDefinition;
  readonly options: readonly SweepableOption[];
}

function reportWords({ sweep, models }: SweepComparison, report: Report): void {
  const paths = models.map(({ path }) => path);
  const words = modelKeysOf(paths);
  sweep.models?.forEach((word, index) => {
    if (modelOfKey(paths, word) !== undefined) return;
    const meant = nearest(word, words);
    const advice = meant === undefined ? `Its models: ${words.join(', ')}.` : `Did you mean "${meant}"?`;
    const fix =
      meant === undefined ? {} : { replacement: { title: `Change to "${meant}"`, text: JSON.stringify(meant) } };
    const message = `The comparison has no model ${shown(word)}. ${advice}`;
    report({ path: ['sweep', 'models', index], code: 'unknown-model', message, ...fix });
  });
}

function reportOption(
  { path, values }: SweepDefinition['options'][number],
  swept: readonly SweptModel[],
  report: Report,
): void {
  const place: JsonPath = ['sweep', 'options', path];
  const having = swept.filter(({ options }) => options.some((option) => option.path === path));
  const lacking = swept.find((model) => !having.includes(model));
  if (lacking !== undefined) {
    reportPath(path, place, lacking, having, report);
    return;
  }
  const [first] = having;
  const option = first?.options.find((candidate) => candidate.path === path);
  if (option === undefined) return;
  if (values.kind === 'range') {
    if (numbersOf(option.spec.schema) === 'none') {
      const message = `"${path}" takes no numbers, so that it has no range; give a list of values.`;
      report({ path: place, code: 'range-of-words', message });
      return;
    }
    for (const key of ['min', 'max'] as const) option.spec.read(values[key], [...place, key], report);
    return;
  }
  const seen = new Map<string, number>();
  values.values.forEach((value, index) => {
    // A part of a value may be wrong: the text has it there.
    const read = option.spec.read(value, [...place, index], report);
    if (read === undefined) return;
    const key = writeInline(read);
    if (seen.has(key)) {
      const message = `${shown(value)} is in the list already: its combinations would be trained twice.`;
      report({ path: [...place, index], code: 'duplicate-value', message });
    }
    seen.set(key, index);
  });
}

function reportPath(
  path: string,
  place: JsonPath,
  { word, options }: SweptModel,
  having: readonly SweptModel[],
  report: Report,
): void {
  const paths = options.map((option) => option.path);
  if (having.length > 0) {
    const others = writeInline(having.map((model) => model.word));
    const message = `${word} has no option "${path}". To vary only the models that have it: "models": ${others}.`;
    report({ path: place, at: 'key', code: 'unknown-option', message });
    return;
  }
  const meant = nearest(path, paths) ?? nearestPart(path, paths);
  const title = `Rename to "${meant}"`;
  const fix = meant === undefined ? {} : { replacement: { title, text: JSON.stringify(meant) } };
  report({
    path: place,
    at: 'key',
    code: 'unknown-option',
    message: `${word} has no option "${shown(path).slice(1, -1)}". ${meant === undefined ? adviceOn(path, options) : `Did you mean "${meant}"?`}`,
    ...fix,
  });
}

/** A path whose end alone is misspelt, though it is long; or whose layer has it under another beginning. */
function nearestPart(path: string, paths: readonly string[]): string | undefined {
  const end = path.lastIndexOf('.');
  const siblings = paths.filter((candidate) => candidate.startsWith(path.slice(0, end + 1)));
  const key = nearest(
    path.slice(end + 1),
    siblings.map((candidate) => candidate.slice(end + 1)),
  );
  if (end > 0 && key !== undefined) return path.slice(0, end + 1) + key;
  return paths.find((candidate) => candidate.endsWith(`.${path}`));
}

function adviceOn(path: string, options: readonly SweepableOption[]): string {
  const parents = new Set(options.map((option) => option.path.slice(0, option.path.lastIndexOf('.'))));
  const parent = path.slice(0, Math.max(path.lastIndexOf('.'), 0));
  const own = options.filter((option) => option.path.startsWith(`${parent}.`)).map((option) => option.path);
  if (parents.has(parent) && parent !== '') return `There are: ${own.slice(0, 12).join(', ')}.`;
  const layers = [...parents].filter((each) => each.startsWith('layers.')).slice(0, 12);
  return `A path is "layers.NAME.OPTION" or "training.OPTION"; layers with options: ${layers.map((each) => each.slice(7)).join(', ')}.`;
}

function reportOverlaps({ options }: SweepDefinition, report: Report): void {
  for (const { path } of options) {
    const outer = options.find((other) => path.startsWith(`${other.path}.`));
    if (outer === undefined) continue;
    const message = `"${path}" is a part of "${outer.path}", which is varied as a whole; keep one of them.`;
    report({ path: ['sweep', 'options', path], at: 'key', code: 'overlapping-options', message });
  }
}

function reportCount(
  { sweep }: SweepComparison,
  dimensions: readonly Dimension[],
  modelCount: number,
  collector: ProblemCollector,
): void {
  const { trials } = sweep;
  const count = combinationCount(sweep, dimensions) * modelCount;
  if (count > MAXIMUM_VARIANTS) {
    const sizes = trials === undefined ? dimensions.map((one) => allValues(one).length) : [trials];
    const factors = [...sizes, ...(modelCount > 1 ? [`${modelCount} models`] : [])].join(' × ');
    const advice = trials === undefined ? ' Leave some out, or have some drawn: "method": "random", "trials": 50.' : '';
    const message = `${factors} are ${count.toLocaleString('en')} variants; at most ${MAXIMUM_VARIANTS.toLocaleString('en')} are trained.${advice}`;
    collector.report({ path: ['sweep', 'options'], at: 'key', code: 'too-many-combinations', message });
  }
  const available = dimensions.reduce((product, one) => product * valueCount(one), 1);
  if (trials === undefined || trials <= available) return;
  const message = `There are only ${available} combinations; "trials": ${trials} would train some of them twice.`;
  const replacement = { title: `Change to ${available}`, text: String(available) };
  collector.report({ path: ['sweep', 'trials'], code: 'too-few-combinations', message, replacement });
}

function reportHalving(
  { sweep, recipe, validationSplit, seedPlan }: SweepComparison,
  swept: readonly SweptModel[],
  { report }: ProblemCollector,
): void {
  if (validationSplit === 0) {
    const message = 'Successive halving goes by the accuracy on validation images, and there are none.';
    report({ path: ['validationSplit'], code: 'no-validation', message });
  }
  if (seedPlan !== undefined) {
    const message = 'Successive halving trains the same seeds for all; give a number or a list of seeds.';
    report({ path: ['seeds'], code: 'not-for-method', message });
  }
  if (sweep.options.some(({ path }) => path === 'training.epochs')) {
    const message = 'Successive halving decides how many epochs a variant is trained for.';
    report({ path: ['sweep', 'options', 'training.epochs'], at: 'key', code: 'not-for-method', message });
    return;
  }
  const maxEpochs = Math.min(...swept.map(({ model }) => recipe.epochs ?? model.recipe.epochs));
  const { eta, minEpochs } = sweep;
  if (halvingPlan({ count: eta, eta, minEpochs, maxEpochs }).length > 1) return;
  const message = `Nothing would be halved: ${eta} times "minEpochs", ${minEpochs}, are more than the ${maxEpochs} epochs of the recipe.`;
  report({ path: ['sweep'], code: 'no-halving', message });
}
