import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { buildModel, modelVariables } from '../../../src/core/graph/buildModel.js';
import { BATCH, topologicalOrder, type Value } from '../../../src/core/graph/graph.js';
import { placeholder } from '../../../src/core/graph/ops/source.js';
import { headPhasePlan } from '../../../src/core/plan/frozen.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { randomStream } from '../../../src/core/random.js';
import { evaluate } from '../../support/referenceEngine.js';
import type { Tensor } from '../../support/referenceOps/tensor.js';

const head = '{ "type": "globalAveragePooling2d" }, { "type": "dense", "units": 10, "activation": "softmax" }';

function definition(options: string, before = ''): string {
  return `{ "name": "m", "layers": [${before} { "type": "backbone", ${options} }, ${head}] }`;
}

function analyse(text: string, inputShape: readonly number[] = [28, 28, 1]) {
  const { value, problems } = parseModel(text);
  if (value === undefined) return { problems };
  return planModel(value, { inputShape, classCount: 10 });
}

function planned(text: string, inputShape?: readonly number[]): ModelPlan {
  const { plan, problems } = analyse(text, inputShape);
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

const small = '"name": "mobilenetV1", "weights": "none", "alpha": 0.25, "inputSize": 32, "upTo": "conv_pw_2_relu"';

describe('a backbone in a plan', () => {
  it('is planned layer by layer, behind what prepares the images', () => {
    const { layers } = planned(definition(small));
    expect(layers.map(({ definition: { name, type } }) => `${name}: ${type.type}`)).toEqual([
      'input: input',
      'backbone › resized: resize',
      'backbone › scaled: rescale',
      'backbone › coloured: concatenate',
      ...['conv1', 'conv_dw_1', 'conv_pw_1', 'conv_dw_2', 'conv_pw_2'].flatMap((name) => [
        `backbone › ${name}: ${name.includes('dw') ? 'depthwiseConv2d' : 'conv2d'}`,
        `backbone › ${name}_bn: batchNormalization`,
        `backbone › ${name}_relu: activation`,
      ]),
      'globalAveragePooling2d: globalAveragePooling2d',
      'dense: dense',
    ]);
    expect(layers.at(-2)?.definition.from).toEqual(['backbone › conv_pw_2_relu']);
    expect(layers.slice(1, -2).every(({ partOf }) => partOf === 'backbone')).toBe(true);
    expect(layers.find(({ definition: { name } }) => name === 'backbone › conv_pw_2_relu')?.outputShape).toEqual([
      8, 8, 32,
    ]);
  });

  it('neither resizes nor copies channels of colour images of the right size', () => {
    const names = planned(definition(small), [32, 32, 3]).layers.map(({ definition: { name } }) => name);
    expect(names.slice(0, 3)).toEqual(['input', 'backbone › scaled', 'backbone › conv1']);
  });

  it('points at its entry in the text, also for its parts', () => {
    const text = definition(small);
    const { layers } = planned(text);
    const { start, end } = layers[5]?.definition.range ?? { start: 0, end: 0 };
    expect(text.slice(start, end)).toMatch(/^\{ "type": "backbone".*"conv_pw_2_relu" \}$/);
  });

  it('is frozen, or kept for fine-tuning from a layer on', () => {
    const all = planned(definition(small));
    expect(all.layers.filter(({ weights }) => weights.some(({ trainable }) => trainable)).length).toBe(1);
    const plan = planned(definition(`${small}, "trainable": { "from": "conv_dw_2" }`));
    const learns = ({ layers }: ModelPlan) =>
      layers.filter(({ weights, frozen }) => weights.length > 0 && !frozen).map(({ definition: { name } }) => name);
    expect(learns(plan)).toEqual([
      ...['conv_dw_2', 'conv_dw_2_bn', 'conv_pw_2', 'conv_pw_2_bn'].map((name) => `backbone › ${name}`),
      'dense',
    ]);
    expect(learns(headPhasePlan(plan))).toEqual(['dense']);
  });

  it('two of a kind are told apart', () => {
    const text = `{ "name": "m", "layers": [
      { "type": "backbone", ${small} }, { "type": "globalAveragePooling2d", "name": "a" },
      { "type": "backbone", "name": "mobilenetV2", "weights": "none", "inputSize": 32, "upTo": "block_1_project_BN", "from": "input" },
      { "type": "globalAveragePooling2d", "name": "b" }, { "type": "concatenate", "from": ["a", "b"] },
      { "type": "dense", "units": 10, "activation": "softmax" }] }`;
    const names = planned(text).layers.map(({ definition: { name } }) => name);
    expect(names).toContain('backbone › conv1');
    expect(names).toContain('backbone_1 › Conv1');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a backbone that cannot be', () => {
  it.each([
    [small.replace('conv_pw_2_relu', 'conv_pw_2_rleu'), 'unknown-backbone-layer', 'Did you mean "conv_pw_2_relu"?'],
    [`${small}, "trainable": { "from": "conv_pw_3" }`, 'trainable-behind-cut', 'comes after "conv_pw_2_relu"'],
    [`${small}, "trainable": { "from": "conv_dw2" }`, 'unknown-backbone-layer', 'Did you mean "conv_dw_2"?'],
    ['"name": "mobilenetV1", "alpha": 0.3', 'backbone-width', 'for the widths 0.25, 0.5, 0.75, 1'],
    ['"name": "vgg16", "weights": "none", "alpha": 0.5', 'backbone-width', 'alpha must be 1'],
    ['"name": "mobilenetv1"', 'unknown-value', 'Did you mean "mobilenetV1"?'],
    ['"weights": "none"', 'missing-key', '"name" is missing'],
    ['"name": "vgg16", "trainable": true', 'wrong-type', 'Expected "none" or an object'],
  ])('%s: %s', (options, code, message) => {
    const { problems } = analyse(definition(options));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.message).toContain(message);
  });

  it('fixes what it suggests', () => {
    const text = definition(`${small}, "trainable": { "from": "conv_dw2" }`);
    const fix = analyse(text).problems[0]?.fix;
    if (fix === undefined) throw new Error('no fix');
    const fixed = text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
    expect(analyse(fixed).problems).toEqual([]);
  });

  it('takes grey and colour images alone', () => {
    const { problems } = analyse(definition(small, '{ "type": "conv2d", "filters": 4, "kernelSize": 3 },'));
    expect(problems.map(({ code }) => code)).toEqual(['backbone-channels']);
  });
});

describe('a frozen backbone', () => {
  const plans = {
    mobilenetV1: planned(definition(small)),
    mobilenetV2: planned(
      definition('"name": "mobilenetV2", "weights": "none", "alpha": 0.35, "inputSize": 32, "upTo": "block_2_add"'),
    ),
  };

  it.each(Object.entries(plans))('%s gives the same features folded and not', (_, plan) => {
    const images = placeholder({ name: 'images', dtype: 'uint8', shape: [BATCH, 28, 28, 1] });
    const variables = modelVariables(plan);
    const values: Record<string, Tensor> = {};
    for (const { name, shape } of variables.all) {
      const random = randomStream(5, name);
      const size = shape.reduce((product, length) => product * length, 1);
      const isScale = /Variance|gamma/.test(name);
      values[name] = {
        dtype: 'float32',
        shape,
        data: Float64Array.from({ length: size }, () => (isScale ? 0.5 + random.uniform() : random.normal() * 0.3)),
      };
    }
    const stream = randomStream(6, 'images');
    const pixels = Float64Array.from({ length: 2 * 784 }, () => Math.floor(stream.uniform() * 256));
    const feeds = { images: { dtype: 'uint8', shape: [2, 28, 28, 1], data: pixels } as Tensor };
    const thawed = { ...plan, layers: plan.layers.map(({ frozen: _frozen, ...layer }) => layer) };
    const featuresOf = (of: ModelPlan): Value =>
      buildModel(of, variables, images).layerOutput('globalAveragePooling2d');
    const kindsIn = (value: Value) => topologicalOrder([value.node]).map(({ op }) => op.kind);
    const [folded, plain] = [featuresOf(plan), featuresOf(thawed)];
    expect(kindsIn(folded)).not.toContain('batchNormalizationInference');
    expect(kindsIn(plain)).toContain('batchNormalizationInference');
    const [a, b] = evaluate([folded, plain], feeds, values) as [Tensor, Tensor];
    expect(a.data.some((value) => value !== 0)).toBe(true);
    for (const [index, value] of a.data.entries()) expect(value).toBeCloseTo(b.data[index] as number, 9);
  });

  it('normalizes by its stored statistics while it is fine-tuned', () => {
    const plan = planned(definition(`${small}, "trainable": { "from": "conv1" }`));
    const images = placeholder({ name: 'images', dtype: 'uint8', shape: [BATCH, 28, 28, 1] });
    const seed = placeholder({ name: 'seed', dtype: 'int32', shape: [2] });
    const built = buildModel(plan, modelVariables(plan), images, { seed });
    const kinds = topologicalOrder([built.output.node]).map(({ op }) => op.kind);
    expect(kinds).toContain('batchNormalizationInference');
    expect(kinds).not.toContain('batchNormalization');
    expect(built.statisticUpdates).toEqual([]);
  });
});
