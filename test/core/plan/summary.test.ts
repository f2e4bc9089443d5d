import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { summarizeModel } from '../../../src/core/plan/summary.js';
import { loadModel } from '../../support/loadModel.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

function summaryOf(text: string) {
  const { value } = parseModel(text);
  const plan = value && planModel(value, fashionTarget).plan;
  if (value === undefined || plan === undefined) throw new Error('not a model');
  return summarizeModel(plan, value.recipe);
}

const small = modelText(
  '{ "type": "flatten" }',
  '{ "type": "dense", "units": 4 }',
  '{ "type": "batchNormalization" }',
  '{ "type": "dense", "units": 10, "activation": "softmax" }',
);

describe('summarizeModel', () => {
  it('counts parameters and multiply–accumulates of each layer', () => {
    const { layers, ...total } = summaryOf(small);
    expect(
      layers.map((row) => [row.name, row.outputShape, row.parameterCount, row.trainableParameterCount, row.macs]),
    ).toEqual([
      ['input', [28, 28, 1], 0, 0, 0],
      ['flatten', [784], 0, 0, 0],
      ['dense', [4], 3140, 3140, 3136],
      ['batchNormalization', [4], 16, 8, 0],
      ['dense_1', [10], 50, 50, 40],
    ]);
    expect(total).toMatchObject({ parameterCount: 3206, trainableParameterCount: 3198, macs: 3176, classCount: 10 });
  });

  it('estimates memory from parameters, slots, batch and outputs', () => {
    const outputs = 784 + 784 + 4 + 4 + 10;
    expect(summaryOf(small).memory).toEqual({
      weightBytes: 4 * 3206,
      activationBytes: 4 * outputs,
      // AdamW keeps two moments of each of the 3,198 trainable parameters, beside a gradient.
      trainingBytes: 4 * (3206 + 3 * 3198) + 64 * 2 * 4 * outputs,
      batchSize: 64,
    });
  });

  it('follows the recipe’s optimizer and batch size', () => {
    const plain = small.replace('"layers"', '"training": { "optimizer": "sgd", "batchSize": 1 },\n  "layers"');
    expect(summaryOf(plain).memory.trainingBytes).toBe(4 * (3206 + 3198) + 2 * 4 * (784 + 784 + 18));
  });

  it.each([
    // As `model.summary()` of the same networks in Keras 3.15 counts.
    ['ann', 436_746, 435_466],
    ['ann-relu', 235_146, 235_146],
    ['cnn', 422_026, 421_834],
  ])('counts the parameters of the shipped %s as Keras does', (name, parameterCount, trainableParameterCount) => {
    const { plan, recipe } = loadModel(`data/${name}.model.jsonc`);
    expect(summarizeModel(plan, recipe)).toMatchObject({ parameterCount, trainableParameterCount });
  });
});
