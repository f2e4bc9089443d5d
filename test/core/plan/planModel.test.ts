import { describe, expect, it } from 'vitest';
import type { ModelDefinition } from '../../../src/core/definition/definition.js';
import { applyEdit } from '../../../src/core/definition/edit.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { checkModelText, fashionTarget, inShort, mend, modelText } from '../../support/modelText.js';

const flatten = '{ "type": "flatten" }';
const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
const softmax = '{ "type": "activation", "activation": "softmax" }';

function parsed(text: string): ModelDefinition {
  const { value, problems } = parseModel(text);
  if (value === undefined) throw new Error(problems.map((problem) => problem.message).join(' '));
  return value;
}

/** Layers, then what is found: code, the text it points to, the title of the fix. */
type Case = [name: string, layers: readonly string[], ...found: (readonly string[])[]];

const bad: readonly Case[] = [
  ['dense on an image', [output], ['dense-needs-flatten', '"dense"', 'Insert a flatten layer']],
  [
    'a kernel larger than its input',
    ['{ "type": "conv2d", "filters": 2, "kernelSize": 29 }', flatten, output],
    ['kernel-too-large', '29', 'Set padding to "same"'],
  ],
  [
    'pooled to nothing',
    ['{ "type": "maxPooling2d", "poolSize": 20 }', '{ "type": "maxPooling2d", "poolSize": 2 }', flatten, output],
    ['pooled-to-nothing', '2', 'Set padding to "same"'],
  ],
  [
    'shapes that cannot be added',
    [
      flatten,
      '{ "type": "dense", "units": 3 }',
      '{ "type": "dense", "units": 4 }',
      '{ "type": "add", "from": ["dense", "dense_1"] }',
      output,
    ],
    ['shapes-differ', '"add"'],
  ],
  [
    'a convolution on a list',
    [flatten, '{ "type": "conv2d", "filters": 2, "kernelSize": 3 }', flatten, output],
    ['needs-image', '"conv2d"'],
  ],
  [
    'a reshape to another size',
    [flatten, '{ "type": "reshape", "targetShape": [7, 7, 15] }', flatten, output],
    ['reshape-size', '[7, 7, 15]', 'Set targetShape to [784]'],
  ],
  [
    'units of another number than the classes',
    [flatten, '{ "type": "dense", "units": 12, "activation": "softmax" }'],
    ['class-count', '12', 'Set units to 10'],
  ],
  [
    'units before a softmax of its own',
    [flatten, '{ "type": "dense", "units": 12 }', softmax],
    ['class-count', '12', 'Set units to 10'],
  ],
  [
    'an output layer forgotten',
    [flatten, '{ "type": "dense", "units": 128, "activation": "relu" }'],
    ['class-count', '128', 'Append an output layer of 10 units'],
  ],
  [
    'pooling as the last layer',
    ['{ "type": "conv2d", "filters": 4, "kernelSize": 3 }', '{ "type": "globalAveragePooling2d" }'],
    ['class-count', '"globalAveragePooling2d"', 'Append an output layer of 10 units'],
  ],
  [
    'an image as the last layer',
    ['{ "type": "conv2d", "filters": 4, "kernelSize": 3 }'],
    ['output-not-classes', '"conv2d"', 'Append flatten and an output layer'],
  ],
  [
    'softmax missing',
    [flatten, '{ "type": "dense", "units": 10 }'],
    ['softmax-missing', '"dense"', 'Set activation to softmax'],
  ],
  [
    'sigmoid instead of softmax',
    [flatten, '{ "type": "dense", "units": 10, "activation": "sigmoid" }'],
    ['softmax-missing', '"sigmoid"', 'Set activation to softmax'],
  ],
  [
    'softmax missing after pooling',
    ['{ "type": "conv2d", "filters": 10, "kernelSize": 3 }', '{ "type": "globalAveragePooling2d" }'],
    ['softmax-missing', '"globalAveragePooling2d"', 'Append a softmax layer'],
  ],
  ['softmax doubled', [flatten, output, softmax], ['softmax-doubled', '"softmax"', 'Remove the second softmax']],
  [
    'batch norm after the output',
    [flatten, output, '{ "type": "batchNormalization" }'],
    ['layer-after-output', '"batchNormalization"', 'Remove the batchNormalization layer'],
  ],
  [
    'batch norm and dropout after the output',
    [flatten, output, '{ "type": "batchNormalization" }', '{ "type": "dropout", "rate": 0.5 }'],
    ['layer-after-output', '"batchNormalization"', 'Remove the batchNormalization layer'],
    ['layer-after-output', '"dropout"', 'Remove the dropout layer'],
  ],
  [
    'batch norm between two softmaxes',
    [flatten, output, '{ "type": "batchNormalization" }', softmax],
    ['softmax-doubled', '"softmax"', 'Remove the second softmax'],
  ],
  [
    'more parameters than can be held',
    [flatten, ...Array.from({ length: 3 }, () => '{ "type": "dense", "units": 65536 }'), output],
    ['too-many-parameters', '"dense"'],
  ],
  [
    'more numbers than can be held',
    [
      '{ "type": "zeroPadding2d", "padding": 3000 }',
      '{ "type": "conv2d", "filters": 64, "kernelSize": 1 }',
      flatten,
      output,
    ],
    ['too-many-activations', '"conv2d"'],
  ],
];

describe('a model that cannot be planned', () => {
  it.each(bad)('%s', (_, layers, ...found) => {
    const text = modelText(...layers);
    const { plan, problems } = planModel(parsed(text), fashionTarget);
    expect(problems.map((problem) => inShort(text, problem))).toEqual(found);
    expect(plan).toBeUndefined();
  });

  it.each(bad.filter(([, , found]) => found?.length === 3))('%s: the fix mends it', (_, layers) => {
    const text = modelText(...layers);
    const [problem] = checkModelText(text);
    if (problem?.fix === undefined) throw new Error('no fix');
    const left = checkModelText(applyEdit(text, problem.fix));
    expect(left.map((other) => other.message)).not.toContain(problem.message);
  });

  it('has nothing to learn', () => {
    const text = modelText(flatten, softmax);
    const problems = checkModelText(text, { inputShape: [28, 28, 1], classCount: 784 });
    expect(problems.map((problem) => inShort(text, problem))).toEqual([['nothing-to-train', '"activation"']]);
  });

  it('can mostly be mended to the end by its fixes', () => {
    const text = modelText(
      '{ "type": "dense", "units": 128, "activation": "relu" }',
      '{ "type": "dense", "units": 12 }',
      '{ "type": "dropout", "rate": 0.5 }',
    );
    const mended = mend(text);
    expect(checkModelText(mended)).toEqual([]);
    expect(mended).toBe(
      modelText(
        flatten,
        '{ "type": "dense", "units": 128, "activation": "relu" }',
        '{ "type": "dense", "units": 12 }',
        '{ "type": "dropout", "rate": 0.5 }',
        '{ "type": "dense", "units": 10, "activation": "softmax" }',
      ),
    );
  });

  it('is not blamed for what follows from an earlier mistake', () => {
    const text = modelText(
      '{ "type": "conv2d", "filters": 2, "kernelSize": 99 }',
      '{ "type": "maxPooling2d" }',
      output,
    );
    expect(checkModelText(text).map((problem) => problem.code)).toEqual(['kernel-too-large']);
  });

  it('has both branches checked when one cannot work', () => {
    const text = modelText(
      '{ "type": "conv2d", "filters": 2, "kernelSize": 99 }',
      '{ "type": "conv2d", "filters": 2, "kernelSize": 77, "from": "input" }',
      '{ "type": "add", "from": ["conv2d", "conv2d_1"] }',
      output,
    );
    expect(checkModelText(text).map((problem) => inShort(text, problem)[1])).toEqual(['99', '77']);
  });

  it('expects other images than the dataset has', () => {
    const text = modelText(flatten, output).replace('"layers"', '"input": [32, 32, 3],\n  "layers"');
    const [problem, ...others] = checkModelText(text);
    expect(problem && inShort(text, problem)).toEqual(['input-mismatch', '[32, 32, 3]', 'Change to [28, 28, 1]']);
    expect(problem?.message).toContain("dataset's are [28, 28, 1]");
    expect(others).toEqual([]);
    expect(checkModelText(mend(text))).toEqual([]);
  });

  it('expects other images in its input layer', () => {
    const text = modelText('{ "type": "input", "shape": [32, 32, 3] }', flatten, output);
    expect(checkModelText(text).map((problem) => inShort(text, problem))).toEqual([
      ['input-mismatch', '[32, 32, 3]', 'Change to [28, 28, 1]'],
    ]);
    expect(checkModelText(mend(text))).toEqual([]);
  });

  it('gets no ranges or fixes beyond its layers where there is no text', () => {
    const { document: _, ...definition } = parsed(modelText(flatten, '{ "type": "dense", "units": 12 }'));
    const { problems } = planModel(definition, fashionTarget);
    expect(problems.map((problem) => [problem.code, problem.fix])).toEqual([
      ['class-count', undefined],
      ['softmax-missing', undefined],
    ]);
    expect(problems[0]?.range).toEqual(definition.layers[2]?.range);
  });

  it('is told of unknown names even if it did not come from a text', () => {
    const definition = parsed(modelText(flatten, output));
    const layers = definition.layers.map((layer, index) => (index === 2 ? { ...layer, from: ['quux'] } : layer));
    expect(planModel({ ...definition, layers }, fashionTarget).problems.map(({ code }) => code)).toEqual([
      'unknown-layer',
    ]);
    expect(planModel({ ...definition, layers: [] }, fashionTarget).problems.map(({ code }) => code)).toEqual([
      'misplaced-input',
    ]);
  });
});

describe('fixes keep the layout', () => {
  it('inserts before a layer that names what it reads, and makes it read the new one', () => {
    const text = modelText(
      '{ "type": "rescale", "scale": 0.5, "name": "pixels" }',
      '{ "type": "dense", "from": ["pixels"], "units": 10, "activation": "softmax" }',
    );
    expect(mend(text)).toBe(
      modelText(
        '{ "type": "rescale", "scale": 0.5, "name": "pixels" }',
        '{ "type": "flatten", "name": "flatten", "from": "pixels" }',
        '{ "type": "dense", "from": "flatten", "units": 10, "activation": "softmax" }',
      ),
    );
  });

  it('keeps comments where they are', () => {
    const text = modelText(flatten, '{ "type": "dense", "units": 10 /* ten */ } // the output').replace(
      '"flatten"',
      '"flatten" // first\n   ',
    );
    expect(mend(text)).toBe(text.replace('10 /* ten */ }', '10, "activation": "softmax" /* ten */ }'));
  });

  it('gives no removal that would leave a reader without its layer', () => {
    const text = modelText(
      flatten,
      output,
      '{ "type": "dropout", "rate": 0.1 }',
      '{ "type": "dropout", "rate": 0.2, "from": "dropout" }',
    );
    const fixes = checkModelText(text).map((problem) => problem.fix?.title);
    expect(fixes).toEqual([undefined, 'Remove the dropout layer']);
    expect(checkModelText(mend(text))).toEqual([]);
  });
});

describe('a plan', () => {
  it('has shapes, weights and cost of each layer', () => {
    const text = modelText('{ "type": "conv2d", "filters": 4, "kernelSize": [3, 5], "strides": 2 }', flatten, output);
    const { plan, problems } = planModel(parsed(text), fashionTarget);
    expect(problems).toEqual([]);
    expect(
      plan?.layers.map((layer) => [layer.definition.name, layer.inputShapes, layer.outputShape, layer.macs]),
    ).toEqual([
      ['input', [], [28, 28, 1], 0],
      ['conv2d', [[28, 28, 1]], [13, 12, 4], 13 * 12 * 4 * 3 * 5],
      ['flatten', [[13, 12, 4]], [624], 0],
      ['dense', [[624]], [10], 6240],
    ]);
    expect(plan?.layers[1]?.weights.map(({ name, shape }) => [name, shape])).toEqual([
      ['kernel', [3, 5, 1, 4]],
      ['bias', [4]],
    ]);
  });

  it('joins branches', () => {
    const text = modelText(
      '{ "type": "conv2d", "filters": 4, "kernelSize": 3, "padding": "same", "name": "a" }',
      '{ "type": "conv2d", "filters": 4, "kernelSize": 1, "name": "b", "from": "input" }',
      '{ "type": "add", "from": ["a", "b"] }',
      '{ "type": "concatenate", "from": ["add", "input"] }',
      flatten,
      output,
    );
    const { plan, problems } = planModel(parsed(text), fashionTarget);
    expect(problems).toEqual([]);
    expect(plan?.layers.at(4)?.outputShape).toEqual([28, 28, 5]);
  });

  it('leaves out what does not reach the output, with a warning', () => {
    const text = modelText(
      flatten,
      '{ "type": "dense", "units": 5, "name": "dead" }',
      '{ "type": "dropout", "rate": 0.5, "name": "end" }',
      '{ "type": "dense", "units": 10, "activation": "softmax", "from": "flatten" }',
    );
    const { plan, problems } = planModel(parsed(text), fashionTarget);
    expect(problems.map((problem) => [problem.severity, ...inShort(text, problem)])).toEqual([
      ['warning', 'unread-layer', '"dead"'],
      ['warning', 'unread-layer', '"end"'],
    ]);
    expect(plan?.layers.map((layer) => layer.definition.name)).toEqual(['input', 'flatten', 'dense']);
  });

  it('may have batch norm between the last dense layer and its softmax', () => {
    const text = modelText(flatten, '{ "type": "dense", "units": 10 }', '{ "type": "batchNormalization" }', softmax);
    expect(checkModelText(text)).toEqual([]);
  });
});
