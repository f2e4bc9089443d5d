import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { formatProblems } from '../../../src/core/definition/formatProblems.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import type { Problem } from '../../../src/core/definition/problem.js';
import { defaultRecipe } from '../../../src/core/definition/recipe.js';
import { checkMemory } from '../../../src/core/plan/checkMemory.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { summarizeModel } from '../../../src/core/plan/summary.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { grammarModels, soundModels } from '../modelGrammar.js';
import { mutatedText } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';

const shippedModels = ['ann', 'ann-relu', 'cnn'].map((name) => readFileSync(`data/${name}.model.jsonc`, 'utf8'));
const shippedComparison = readFileSync('data/fashion-mnist.bakeoff.jsonc', 'utf8');
const target = { inputShape: [28, 28, 1], classCount: 10 };
const dataset = { imageShape: [28, 28, 1], trainCount: 1000, testCount: 100 } as const;

const grammar = grammarModels.map((model) => JSON.stringify(model));
const sound = soundModels.map(({ definition }) => JSON.stringify(definition, null, 1));
const models = fc.oneof(
  { weight: 5, arbitrary: grammar },
  { weight: 2, arbitrary: sound },
  { weight: 2, arbitrary: fc.oneof(grammar, sound, fc.constantFrom(...shippedModels)).chain(mutatedText) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...shippedModels)
      .chain((text) => mutated(parse(text)))
      .map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

export const modelTarget = defineTarget({
  name: 'model',
  arbitrary: models,
  check: (text: string) => {
    const { value, problems } = parseModel(text);
    checkProblems(text, problems, value !== undefined);
    if (value === undefined) return;
    const { plan, problems: found } = planModel(value, target);
    checkProblems(text, found, plan !== undefined);
    if (plan === undefined) return;
    const { parameterCount, macs, memory } = summarizeModel(plan, value.recipe);
    for (const figure of [parameterCount, macs, ...Object.values(memory)])
      must(Number.isFinite(figure) && figure >= 0, `a figure of the summary is ${figure}`);
    const problem = checkMemory(plan, value.recipe, dataset, 2e9);
    must(problem === undefined || problem.neededBytes > 2e9, 'refused what fits');
  },
});

const comparison = fc.record(
  {
    name: fc.oneof(fc.constant('c'), hostile),
    dataset: fc.oneof(fc.constantFrom('fashion-mnist', 'idx:set', 'idx:', 'idx:..', '\\\\host\\share'), hostile),
    validationSplit: fc.oneof(fc.double(), hostile),
    seeds: fc.oneof(fc.nat(200), fc.array(fc.oneof(fc.integer(), hostile), { maxLength: 5 }), hostile),
    models: fc.oneof(
      fc.array(fc.oneof(fc.constantFrom('a.model.jsonc', '../b', '/c'), hostile), { maxLength: 4 }),
      hostile,
    ),
    training: fc.oneof(hostile, fc.constant(defaultRecipe)),
    description: hostile,
    ['__proto__']: hostile,
  },
  { requiredKeys: [] },
);

export const comparisonTarget = defineTarget({
  name: 'comparison',
  arbitrary: fc.oneof(
    { weight: 4, arbitrary: comparison.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: mutatedText(shippedComparison) },
    { weight: 2, arbitrary: mutated(parse(shippedComparison)).map((value) => JSON.stringify(value)) },
  ),
  check: (text: string) => {
    const { value, problems } = parseComparison(text);
    checkProblems(text, problems, value !== undefined);
    if (value === undefined) return;
    must(value.models.length <= 100 && value.seeds.length <= 100, 'more models or seeds than allowed');
    for (const { path } of value.models) must(!/\p{Cc}/u.test(path), 'a path with a control character');
    must(!/\p{Cc}/u.test(value.dataset), 'a dataset with a control character');
  },
});

function checkProblems(text: string, problems: readonly Problem[], isSound: boolean): void {
  must(problems.some(({ severity }) => severity === 'error') !== isSound, 'an error and a value, or neither');
  must(problems.length <= 120, `${problems.length} problems`);
  for (const { range, message, fix } of problems) {
    for (const { start, end } of [range, ...(fix === undefined ? [] : [fix.range])])
      must(start >= 0 && start <= end && end <= text.length, `a range of ${start} to ${end} of ${text.length}`);
    must(message.length < 3000, `a message of ${message.length} characters: ${message.slice(0, 200)}`);
  }
  mustBePlain(formatProblems('f', text, problems.slice(0, 10)));
}
