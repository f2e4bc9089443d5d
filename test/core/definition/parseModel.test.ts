import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/core/definition/edit.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { defaultRecipe } from '../../../src/core/definition/recipe.js';
import { inShort, modelText } from '../../support/modelText.js';

const flatten = '{ "type": "flatten" }';
const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';

function withHead(head: string): string {
  return `{ ${head}, "layers": [${flatten}, ${output}] }`;
}

/** Text, then what is found: code, the text it points to, the title of the fix. */
type Case = [name: string, text: string, ...found: (readonly string[])[]];

const bad: readonly Case[] = [
  ['empty', '', ['empty-file', '']],
  ['blank with a comment', ' // nothing\n', ['empty-file', '']],
  ['not an object', '[1, 2]', ['wrong-type', '[1, 2]']],
  ['no name, no layers', '{}', ['missing-key', '{'], ['missing-key', '{']],
  ['a comma missing', '{ "name": "a"\n "layers": [] }', ['syntax', '"layers"', 'Insert a comma']],
  ['single quotes', `{ 'name': "a" }`, ['syntax', `'name'`, 'Use double quotes']],
  ['a bare key', '{ name: "a" }', ['syntax', 'name', 'Put name in double quotes']],
  ['a Python literal', '{ "a": True }', ['syntax', 'True', 'Change to true']],
  ['a key twice', withHead('"name": "a", "name": "b"'), ['duplicate-key', '"name"', 'Remove the second one']],
  ['a misspelt key', withHead('"name": "a", "trainig": {}'), ['unknown-key', '"trainig"', 'Rename to "training"']],
  ['an unknown key', withHead('"name": "a", "xyz": 1'), ['unknown-key', '"xyz"']],
  ['a prototype key', withHead('"name": "a", "__proto__": { "name": 1 }'), ['unknown-key', '"__proto__"']],
  ['a name that is a number', withHead('"name": 7'), ['wrong-type', '7']],
  ['a name with an escape code', withHead('"name": "a\\u001b[2J"'), ['wrong-type', '"a\\u001b[2J"']],
  ['an input that is no shape', withHead('"name": "a", "input": 28'), ['wrong-type', '28', 'Change to "dataset"']],
  ['an input of size 0', withHead('"name": "a", "input": [28, 0, 1]'), ['out-of-range', '0']],
  ['layers that are no list', '{ "name": "a", "layers": {} }', ['wrong-type', '{}']],
  ['no layer', '{ "name": "a", "layers": [] }', ['no-layers', '[]']],
  ['a layer that is a word', modelText('"flatten"', output), ['wrong-type', '"flatten"', 'Write it as an object']],
  ['a layer without a type', modelText('{ "units": 3 }', output), ['missing-key', '{']],
  [
    'a misspelt type',
    modelText(flatten, '{ "type": "desne", "units": 10 }'),
    ['unknown-layer-type', '"desne"', 'Change to "dense"'],
  ],
  [
    'another library’s type',
    modelText('{ "type": "MaxPool2d" }', output),
    ['unknown-layer-type', '"MaxPool2d"', 'Change to "maxPooling2d"'],
  ],
  ['a type from nowhere', modelText('{ "type": "quux" }', output), ['unknown-layer-type', '"quux"']],
  [
    'a misspelt option',
    modelText(flatten, '{ "type": "dense", "unit": 10 }'),
    ['unknown-key', '"unit"', 'Rename to "units"'],
  ],
  ['an option missing', modelText(flatten, '{ "type": "dense" }'), ['missing-key', '"dense"']],
  ['a number out of range', modelText(flatten, '{ "type": "dense", "units": 0 }'), ['out-of-range', '0']],
  ['a number beyond all', modelText(flatten, '{ "type": "dense", "units": 1e999 }'), ['wrong-type', '1e999']],
  [
    'a number in quotes',
    modelText(flatten, '{ "type": "dense", "units": "10" }'),
    ['wrong-type', '"10"', 'Change to 10'],
  ],
  ['a fraction', modelText(flatten, '{ "type": "dense", "units": 2.5 }'), ['wrong-type', '2.5']],
  [
    'a misspelt activation',
    modelText(flatten, '{ "type": "dense", "units": 10, "activation": "sotfmax" }'),
    ['unknown-value', '"sotfmax"', 'Change to "softmax"'],
  ],
  ['dropout of everything', modelText('{ "type": "dropout", "rate": 1 }', output), ['out-of-range', '1']],
  [
    'a kernel of three numbers',
    modelText('{ "type": "conv2d", "filters": 2, "kernelSize": [3, 3, 3] }', output),
    ['wrong-length', '[3, 3, 3]'],
  ],
  [
    'a name with a slash',
    modelText('{ "type": "flatten", "name": "a/b" }', output),
    ['bad-name', '"a/b"', 'Change to "a_b"'],
  ],
  [
    'a name twice',
    modelText('{ "type": "flatten", "name": "a" }', '{ "type": "dense", "units": 10, "name": "a" }'),
    ['duplicate-name', '"a"', 'Change to "a_2"'],
  ],
  [
    'a misspelt from',
    modelText('{ "type": "flatten", "name": "features" }', '{ "type": "dense", "units": 10, "from": "feature" }'),
    ['unknown-layer', '"feature"', 'Change to "features"'],
  ],
  [
    'an unknown name in a list',
    modelText(flatten, '{ "type": "add", "from": ["flatten", "quux"] }', output),
    ['unknown-layer', '"quux"'],
  ],
  [
    'a layer that reads itself',
    modelText('{ "type": "flatten", "name": "a", "from": "a" }', output),
    ['circular-from', '"a"'],
  ],
  [
    'a circle of two',
    modelText('{ "type": "flatten", "name": "a", "from": "b" }', '{ "type": "flatten", "name": "b" }', output),
    ['circular-from', '"b"'],
  ],
  [
    'a layer that reads a later one',
    modelText(
      '{ "type": "flatten", "name": "a", "from": "b" }',
      '{ "type": "flatten", "name": "b", "from": "input" }',
      output,
    ),
    ['forward-from', '"b"'],
  ],
  [
    'two inputs to dense',
    modelText(flatten, '{ "type": "dense", "units": 10, "from": ["input", "flatten"] }'),
    ['too-many-inputs', '["input", "flatten"]'],
  ],
  ['one input to add', modelText(flatten, '{ "type": "add" }', output), ['too-few-inputs', '"add"']],
  [
    'an input in the middle that reads something',
    modelText(flatten, '{ "type": "input", "from": ["flatten", "flatten"] }', output),
    ['too-many-inputs', '["flatten", "flatten"]'],
  ],
  ['an input in the middle', modelText(flatten, '{ "type": "input" }', output), ['misplaced-input', '"input"']],
  [
    'the input’s shape twice',
    `{ "name": "a", "input": "dataset", "layers": [{ "type": "input", "shape": [28, 28, 1] }, ${flatten}, ${output}] }`,
    ['input-given-twice', '"input"'],
  ],
  ['a batch of 0', withHead('"name": "a", "training": { "batchSize": 0 }'), ['out-of-range', '0']],
  [
    'a misspelt optimizer',
    withHead('"name": "a", "training": { "optimizer": "admw" }'),
    ['unknown-value', '"admw"', 'Change to "adamW"'],
  ],
  [
    'an optimizer’s misspelt option',
    withHead('"name": "a", "training": { "optimizer": { "type": "adam", "learningrate": 1 } }'),
    ['unknown-key', '"learningrate"', 'Rename to "learningRate"'],
  ],
  [
    'clipping in two ways',
    withHead('"name": "a", "training": { "optimizer": { "type": "sgd", "clipnorm": 1, "globalClipnorm": 1 } }'),
    ['clipped-twice', '"globalClipnorm"'],
  ],
  [
    'a misspelt callback',
    withHead('"name": "a", "training": { "callbacks": ["earlyStoping"] }'),
    ['unknown-value', '"earlyStoping"', 'Change to "earlyStopping"'],
  ],
  ['training that is a word', withHead('"name": "a", "training": "adam"'), ['wrong-type', '"adam"']],
];

describe('a bad definition', () => {
  it.each(bad)('%s', (_, text, ...found) => {
    const { value, problems } = parseModel(text);
    expect(problems.map((problem) => inShort(text, problem))).toEqual(found);
    expect(value).toBeUndefined();
  });

  it.each(bad.filter(([, , found]) => found?.length === 3))('%s: the fix mends it', (_, text) => {
    const [problem] = parseModel(text).problems;
    if (problem?.fix === undefined) throw new Error('no fix');
    const mended = parseModel(applyEdit(text, problem.fix)).problems;
    expect(mended.filter((left) => left.code === problem.code && left.message === problem.message)).toEqual([]);
  });

  it('says the value that it got and what it wants instead', () => {
    const [problem] = parseModel(modelText(flatten, '{ "type": "dense", "units": -3 }')).problems;
    expect(problem?.message).toBe('Expected a whole number, at least 1 and at most 65536, got -3.');
  });

  it('lists all that is wrong, in the order of the text', () => {
    const text = modelText('{ "type": "flaten" }', '{ "type": "dense", "units": 0, "from": "x" }', '{ "typ": "add" }');
    const codes = parseModel(text).problems.map((problem) => problem.code);
    expect(codes).toEqual(['unknown-layer-type', 'out-of-range', 'unknown-layer', 'missing-key']);
  });
});

describe('a good definition', () => {
  it('gives layers without a name the first free one, and lets others refer to it', () => {
    const text = modelText(
      '{ "type": "dense", "units": 1, "name": "dense_1" }',
      '{ "type": "dense", "units": 2 }',
      '{ "type": "dense", "units": 3 }',
      '{ "type": "add", "from": ["dense", "dense_2"] }',
    );
    const { value } = parseModel(text);
    expect(value?.layers.map((layer) => [layer.name, layer.from])).toEqual([
      ['input', []],
      ['dense_1', ['input']],
      ['dense', ['dense_1']],
      ['dense_2', ['dense']],
      ['add', ['dense', 'dense_2']],
    ]);
  });

  it('fills in the options’ defaults and takes one number for a pair', () => {
    const { value } = parseModel(modelText('{ "type": "conv2d", "filters": 4, "kernelSize": 3 }'));
    expect(value?.layers[1]?.options).toMatchObject({
      filters: 4,
      kernelSize: [3, 3],
      strides: [1, 1],
      padding: 'valid',
      activation: 'linear',
      useBias: true,
    });
  });

  it('has the published recipe unless it says otherwise, key by key', () => {
    expect(parseModel(withHead('"name": "a"')).value?.recipe).toEqual(defaultRecipe);
    const { value } = parseModel(withHead('"name": "a", "training": { "epochs": 3, "callbacks": [] }'));
    expect(value?.recipe).toEqual({ ...defaultRecipe, epochs: 3, callbacks: [] });
  });

  it('takes the input from an input layer, with its name', () => {
    const { value, problems } = parseModel(
      modelText('{ "type": "input", "name": "pixels", "shape": [8, 8, 3] }', flatten),
    );
    expect(problems).toEqual([]);
    expect(value?.input).toEqual([8, 8, 3]);
    expect(value?.layers.map((layer) => layer.name)).toEqual(['pixels', 'flatten']);
    expect(value?.layers[1]?.from).toEqual(['pixels']);
  });

  it('knows where each layer stands', () => {
    const text = modelText(flatten, output);
    const ranges = parseModel(text).value?.layers.map(({ range }) => text.slice(range.start, range.end));
    expect(ranges).toEqual(['"layers"', flatten, output]);
  });

  it('may have a byte-order mark, comments, trailing commas and Windows line ends', () => {
    const text = `\uFEFF// A comment\r\n{ "name": "a", /* here too */\r\n "layers": [${flatten}, ${output},], }\r\n`;
    const { value, problems } = parseModel(text);
    expect(problems).toEqual([]);
    const last = value?.layers.at(-1);
    expect(text.slice(last?.range.start, last?.range.end)).toBe(output);
  });

  it('counts names of objects’ own methods as names', () => {
    const text = modelText(
      '{ "type": "flatten", "name": "constructor" }',
      '{ "type": "dense", "units": 10, "name": "toString" }',
    );
    expect(parseModel(text).problems).toEqual([]);
  });
});
