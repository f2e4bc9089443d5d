import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { hasFineTuning, headPhasePlan } from '../../../src/core/plan/frozen.js';
import { splitAtFrozenPrefix } from '../../../src/core/plan/frozenPrefix.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
const conv = (name: string, trainable: string) =>
  `{ "type": "conv2d", "name": "${name}", "filters": 4, "kernelSize": 3, "trainable": ${trainable}, "kernelRegularizer": { "l2": 0.1 } }`;

function planOf(...layers: string[]): ModelPlan {
  const { value, problems } = parseModel(modelText(...layers));
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
  const { plan, problems: found } = planModel(value, fashionTarget);
  if (plan === undefined) throw new Error(found.map(({ message }) => message).join(' '));
  return plan;
}

const cutOf = (...layers: string[]) => {
  const found = splitAtFrozenPrefix(planOf(...layers));
  return found && [found.layer, found.shape];
};

describe('frozen layers', () => {
  it('have no learned weights', () => {
    const [, first, second] = planOf(conv('a', 'false'), conv('b', 'true'), '{ "type": "flatten" }', output).layers;
    expect(first).toMatchObject({ frozen: true, weights: [{ trainable: false }, { trainable: false }] });
    expect(second?.frozen).toBeUndefined();
    expect(second?.weights.every((weight) => weight.trainable)).toBe(true);
  });

  it('are those for fine-tuning, too, in the first phase', () => {
    const plan = planOf(conv('a', 'false'), conv('b', '"fineTuning"'), '{ "type": "flatten" }', output);
    expect(hasFineTuning(plan.layers)).toBe(true);
    expect(plan.layers.map(({ frozen }) => frozen)).toEqual([undefined, true, undefined, undefined, undefined]);
    expect(headPhasePlan(plan).layers.map(({ frozen }) => frozen)).toEqual([
      undefined,
      true,
      true,
      undefined,
      undefined,
    ]);
  });

  it('must not be all there are', () => {
    const frozenOutput = '{ "type": "dense", "units": 10, "activation": "softmax", "trainable": false }';
    const { value } = parseModel(modelText('{ "type": "flatten" }', frozenOutput));
    const { problems } = planModel(value as NonNullable<typeof value>, fashionTarget);
    expect(problems).toMatchObject([{ code: 'nothing-to-train', message: expect.stringContaining('frozen') }]);
  });
});

describe('a second phase', () => {
  const problemsOf = (trainable: string) => {
    const text = `{ "name": "x", "layers": [${conv('a', trainable)}, { "type": "flatten" }, ${output}], "training": { "fineTuning": { "epochs": 3 } } }`;
    const { value } = parseModel(text);
    if (value === undefined) throw new Error('not read');
    expect(value.recipe.fineTuning).toEqual({ epochs: 3, learningRate: 1e-4 });
    return planModel(value, fashionTarget).problems.map(({ code, range }) => [
      code,
      text.slice(range.start, range.end),
    ]);
  };

  it('has layers of its own', () => {
    expect(problemsOf('"fineTuning"')).toEqual([]);
    expect(problemsOf('false')).toEqual([['nothing-to-fine-tune', '{ "epochs": 3 }']]);
  });
});

describe('splitAtFrozenPrefix', () => {
  it('cuts after the layers without weights that follow, where the numbers are fewest', () => {
    expect(cutOf(conv('a', 'false'), '{ "type": "maxPooling2d" }', '{ "type": "flatten" }', output)).toEqual([
      'flatten',
      [676],
    ]);
    const padded = '{ "type": "zeroPadding2d", "padding": 1 }';
    expect(cutOf(conv('a', 'false'), padded, conv('b', 'true'), '{ "type": "flatten" }', output)?.[0]).toBe('a');
  });

  it('ends before what is random in training', () => {
    const dropout = '{ "type": "dropout", "rate": 0.2 }';
    expect(cutOf(conv('a', 'false'), dropout, '{ "type": "flatten" }', output)?.[0]).toBe('a');
    expect(cutOf(dropout, conv('a', 'false'), '{ "type": "flatten" }', output)).toBeUndefined();
  });

  it('is not made where nothing is saved', () => {
    expect(cutOf('{ "type": "rescale", "scale": 0.01 }', '{ "type": "flatten" }', output)).toBeUndefined();
    expect(cutOf(conv('a', 'true'), conv('b', 'false'), '{ "type": "flatten" }', output)).toBeUndefined();
  });

  it('goes behind a shortcut, never through it', () => {
    const same = (name: string, trainable: string, from: string) =>
      `{ "type": "conv2d", "name": "${name}", "filters": 1, "kernelSize": 3, "padding": "same", "trainable": ${trainable}, "from": "${from}" }`;
    const model = (second: string) =>
      cutOf(
        '{ "type": "rescale", "scale": 0.01 }',
        same('a', 'false', 'rescale'),
        same('b', second, 'a'),
        '{ "type": "add", "from": ["rescale", "b"] }',
        '{ "type": "flatten" }',
        output,
      )?.[0];
    expect(model('false')).toBe('flatten');
    expect(model('true')).toBeUndefined();
  });

  it('gives two plans that make up the one', () => {
    const plan = planOf(conv('a', 'false'), '{ "type": "flatten" }', '{ "type": "dropout", "rate": 0.5 }', output);
    const cut = splitAtFrozenPrefix(plan);
    expect(cut?.prefix.layers).toEqual(plan.layers.slice(0, 3));
    expect(cut?.head.layers.slice(1)).toEqual(plan.layers.slice(3));
    expect(cut?.head).toMatchObject({ inputShape: [2704], layers: [{ definition: { name: 'flatten' } }, {}, {}] });
  });
});
