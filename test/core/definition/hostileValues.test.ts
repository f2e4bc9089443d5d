import { describe, expect, it } from 'vitest';
import { MAXIMUM_LENGTH } from '../../../src/core/definition/jsonDocument.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { MAXIMUM_LAYERS } from '../../../src/core/definition/readLayers.js';
import { buildProgram } from '../../../src/core/graph/buildProgram.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { checkModelText, modelText } from '../../support/modelText.js';

const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
const codes = (text: string) => checkModelText(text).map(({ code }) => code);
const withLayer = (layer: string) => codes(modelText(layer, '{ "type": "flatten" }', output));
const withTraining = (training: string) =>
  codes(`{ "name": "a", "layers": [{ "type": "flatten" }, ${output}], "training": ${training} }`);

describe('a definition', () => {
  it('of more than a mebibyte is not read', () => {
    const text = modelText('{ "type": "flatten" }', output);
    expect(codes(text.padEnd(MAXIMUM_LENGTH))).toEqual([]);
    expect(codes(text.padEnd(MAXIMUM_LENGTH + 1))).toEqual(['file-too-large']);
  });

  it('with a NUL byte is no text; other control bytes must be escaped, and stand in no name', () => {
    expect(codes(modelText('{ "type": "flatten" }\0', output))).toEqual(['not-text']);
    expect(codes(modelText('{ "type": "flatten", "name": "a\u001b" }', output))).toContain('syntax');
    expect(codes(modelText('{ "type": "flatten", "name": "a\\u001b" }', output))).toEqual(['bad-name']);
    expect(codes(`{ "name": "a\\u0000", "layers": [{ "type": "flatten" }, ${output}] }`)).toEqual(['wrong-type']);
  });

  it('nested a hundred thousand deep is refused in a moment', () => {
    const started = performance.now();
    expect(codes(`{ "layers": ${'['.repeat(100_000)}`)).toEqual(['too-deep']);
    expect(codes(`${'{"a":'.repeat(100_000)}1`)).toEqual(['too-deep']);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each([
    ['units of 1e308', '{ "type": "dense", "units": 1e308 }', 'out-of-range'],
    ['units beyond 2^53', '{ "type": "dense", "units": 9007199254740993 }', 'out-of-range'],
    ['no units', '{ "type": "dense", "units": -0 }', 'out-of-range'],
    ['units that are almost whole', '{ "type": "dense", "units": 10.0000001 }', 'wrong-type'],
    ['an infinite factor', '{ "type": "rescale", "scale": 1e309 }', 'wrong-type'],
    ['a factor beyond float32', '{ "type": "rescale", "scale": 1e308 }', 'out-of-range'],
    ['an epsilon that float32 makes 0', '{ "type": "batchNormalization", "epsilon": 1e-320 }', 'out-of-range'],
    [
      'a variance below zero',
      '{ "type": "batchNormalization", "movingVarianceInitializer": "randomNormal" }',
      'unknown-value',
    ],
    ['a rate of 1', '{ "type": "dropout", "rate": 1 }', 'out-of-range'],
    ['a padding of millions', '{ "type": "zeroPadding2d", "padding": 1e7 }', 'out-of-range'],
    ['a key __proto__', '{ "type": "flatten", "__proto__": { "units": 1 } }', 'unknown-key'],
    ['a key constructor', '{ "type": "flatten", "constructor": 1 }', 'unknown-key'],
    ['a type that every object has', '{ "type": "toString" }', 'unknown-layer-type'],
    ['a type __proto__', '{ "type": "__proto__" }', 'unknown-layer-type'],
    ['a name __proto__', '{ "type": "flatten", "name": "__proto__" }', 'bad-name'],
    ['an input __proto__', '{ "type": "flatten", "from": "__proto__" }', 'unknown-layer'],
    ['an input constructor', '{ "type": "flatten", "from": "constructor" }', 'unknown-layer'],
  ])('with %s gets a problem', (_, layer, code) => {
    expect(withLayer(layer)).toContain(code);
  });

  it.each([
    [
      'a learning rate that float32 makes 0',
      '{ "optimizer": { "type": "adamW", "learningRate": 1e-320 } }',
      'out-of-range',
    ],
    ['a decay of 1e308', '{ "optimizer": { "type": "adamW", "weightDecay": 1e308 } }', 'out-of-range'],
    ['a clipping norm of 1e308', '{ "optimizer": { "type": "adamW", "clipnorm": 1e308 } }', 'out-of-range'],
    ['an epsilon of 5e-324', '{ "optimizer": { "type": "adam", "epsilon": 5e-324 } }', 'out-of-range'],
    ['an optimizer constructor', '{ "optimizer": "constructor" }', 'unknown-value'],
    ['a batch of 2^31', '{ "batchSize": 2147483648 }', 'out-of-range'],
    ['a million epochs', '{ "epochs": 1000000 }', 'out-of-range'],
    ['a thousand callbacks', `{ "callbacks": [${Array(1000).fill('"earlyStopping"')}] }`, 'wrong-length'],
    ['a key __proto__', '{ "__proto__": { "epochs": 1 } }', 'unknown-key'],
  ])('trained with %s gets a problem', (_, training, code) => {
    expect(withTraining(training)).toContain(code);
  });

  it('whose layers are named as what every object has is planned and built', () => {
    const layer = (name: string) => `{ "type": "dense", "units": 4, "name": "${name}" }`;
    const text = modelText(
      '{ "type": "flatten" }',
      ...['constructor', 'toString', 'valueOf', 'prototype'].map(layer),
      output,
    );
    const { value } = parseModel(text);
    const { plan } = planModel(value as NonNullable<typeof value>, { inputShape: [4, 4, 1], classCount: 10 });
    expect(plan?.layers.map((own) => own.definition.name)).toContain('constructor');
    const optimizer = {
      type: 'adamW' as const,
      options: { learningRate: 0.001, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    };
    const { weights } = buildProgram(plan as NonNullable<typeof plan>, optimizer, {
      activations: ['constructor', 'toString'],
    });
    expect(weights.map(({ name }) => name)).toContain('toString/kernel');
  });

  it('that outgrows any machine is refused by its plan: parameters, and numbers for one image', () => {
    const wide = '{ "type": "dense", "units": 65536 }';
    expect(codes(modelText('{ "type": "flatten" }', wide, wide, output))).toEqual(['too-many-parameters']);
    const grow = Array(1500).fill('{ "type": "zeroPadding2d", "padding": 4096 }');
    expect(codes(modelText(...grow, '{ "type": "globalMaxPooling2d" }', output))).toContain('too-many-activations');
    const deepen = Array(300).fill('{ "type": "depthwiseConv2d", "kernelSize": 1, "depthMultiplier": 4096 }');
    const found = codes(modelText(...deepen, '{ "type": "globalMaxPooling2d" }', output));
    expect(found).toEqual([expect.stringMatching(/^too-many-(parameters|activations)$/)]);
  });

  it('of as many layers as there may be is built without running out of stack', { timeout: 60_000 }, () => {
    const chain = Array(MAXIMUM_LAYERS - 2).fill(
      '{ "type": "dense", "units": 2, "activation": "relu", "kernelRegularizer": { "l2": 0.1 } }',
    );
    const { value, problems } = parseModel(modelText('{ "type": "flatten" }', ...chain, output));
    expect(problems).toEqual([]);
    const { plan } = planModel(value as NonNullable<typeof value>, { inputShape: [2, 2, 1], classCount: 10 });
    const started = performance.now();
    const optimizer = (value as NonNullable<typeof value>).recipe.optimizer;
    const { weights } = buildProgram(plan as NonNullable<typeof plan>, optimizer);
    console.log(`2,000 layers built in ${(performance.now() - started).toFixed(0)} ms`);
    expect(weights.length).toBe(2 * (MAXIMUM_LAYERS - 1));
  });
});

describe('a comparison', () => {
  const found = (change: object) =>
    parseComparison(JSON.stringify({ name: 'a', models: ['a.model.jsonc'], ...change })).problems.map(
      ({ code }) => code,
    );

  it.each<[string, object, string]>([
    ['101 models', { models: Array.from({ length: 101 }, (_, index) => `${index}.model.jsonc`) }, 'wrong-length'],
    ['101 seeds', { seeds: 101 }, 'out-of-range'],
    ['a list of 101 seeds', { seeds: Array.from({ length: 101 }, (_, index) => index) }, 'wrong-length'],
    ['a seed beyond 2^31', { seeds: [2 ** 31] }, 'out-of-range'],
    ['a path of two thousand characters', { models: ['x'.repeat(2000)] }, 'wrong-type'],
    ['a path with a NUL character', { models: ['a\0b'] }, 'wrong-type'],
    ['a path with a line break', { models: ['a\nb'] }, 'wrong-type'],
    ['a dataset with a NUL character', { dataset: 'idx:a\0b' }, 'wrong-type'],
    ['a split of 1e-320 below zero', { validationSplit: -1e-320 }, 'out-of-range'],
    ['a split of all images', { validationSplit: 1 }, 'out-of-range'],
  ])('of %s gets a problem', (_, change, code) => {
    expect(found(change)).toEqual([code]);
  });

  it('takes a seed of minus zero for zero', () => {
    const { value } = parseComparison('{ "name": "a", "models": ["a"], "seeds": [-0], "validationSplit": -0 }');
    expect(Object.is(value?.seeds[0], 0)).toBe(true);
    expect(Object.is(value?.validationSplit, 0)).toBe(true);
  });
});
