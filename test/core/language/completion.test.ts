import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/core/definition/edit.js';
import { parseDocument } from '../../../src/core/definition/jsonDocument.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { completeComparison } from '../../../src/core/language/completeComparison.js';
import { completeModel } from '../../../src/core/language/completeModel.js';
import type { Completion } from '../../../src/core/language/completion.js';
import { layerTypes } from '../../../src/core/layers/index.js';
import { marked } from '../../support/cursorMark.js';
import { mutated } from '../../support/jsonMutation.js';
import { checkModelText, fashionTarget } from '../../support/modelText.js';
import { expandSnippet } from '../../support/snippetText.js';

const names = {
  datasets: [{ id: 'fashion-mnist', detail: 'ten kinds of clothes' }],
  modelPaths: ['ann.model.jsonc', 'cnn.model.jsonc', 'odd/$1"\\.model.jsonc'],
};

/** The text with a completion taken, as an editor would write it. */
function taken(text: string, { edit, comma }: Completion): string {
  const written = applyEdit(text, { ...edit, text: expandSnippet(edit.text) });
  return comma === undefined ? written : applyEdit(written, comma);
}

function proposalsAt(source: string): { readonly text: string; readonly proposals: Completion[] } {
  const { text, offset } = marked(source);
  return { text, proposals: completeModel(analyseModel(text, fashionTarget), offset) };
}

/** Labels at the mark. */
function labels(source: string): string[] {
  return proposalsAt(source).proposals.map(({ label }) => label);
}

/** What the text becomes when the proposal of that label is taken. */
function takenAt(source: string, label: string): string {
  const { text, proposals } = proposalsAt(source);
  const found = proposals.find((proposal) => proposal.label === label);
  if (found === undefined) throw new Error(`${label} is not among ${proposals.map((proposal) => proposal.label)}`);
  return taken(text, found);
}

const types = layerTypes.map(({ type }) => type);
const layer = (rest: string) => `{ "name": "t", "layers": [{ "type": "flatten", "name": "a" }, ${rest}] }`;

describe('completion in a model', () => {
  it.each([
    ['keys of the file', '{ | }', ['name', 'layers', '$schema', 'description', 'input', 'training']],
    ['keys but those given', '{ "name": "x", |, "training": {} }', ['layers', '$schema', 'description', 'input']],
    ['layers', '{ "layers": [|] }', types],
    ['layers after a layer', layer('{ "type": "flatten" } |'), types],
    ['types of a layer', layer('{ "type": "|" }'), types],
    ['a type that is not closed', layer('{ "type": "den|'), types],
    ['keys of a layer without a type', layer('{ | }'), ['type']],
    [
      'keys of a pooling layer',
      layer('{ "type": "maxPooling2d", | }'),
      ['name', 'from', 'poolSize', 'strides', 'padding'],
    ],
    ['keys by a type that comes later', layer('{ |, "type": "flatten" }'), ['name', 'from']],
    ['keys of a penalty', layer('{ "type": "dense", "kernelRegularizer": { "l1": 0, | } }'), ['l2']],
    ['true and false', layer('{ "type": "dense", "useBias": | }'), ['true', 'false']],
    ['words', layer('{ "type": "conv2d", "padding": "|" }'), ['valid', 'same']],
    ['names for one input', layer('{ "type": "flatten", "from": "|" }'), ['a', 'input', '[ … ]'].slice(0, 2)],
    ['a list for several inputs', layer('{ "type": "add", "from": | }'), ['[ … ]']],
    ['names in a list, once each', layer('{ "type": "add", "from": ["a", "|"] }'), ['input']],
    ['names where the type is not known', layer('{ "from": | }'), ['a', 'input', '[ … ]']],
    ['no names of later layers', `{ "layers": [{ "from": "|" }, { "type": "flatten" }] }`, ['input', '[ … ]']],
    ['optimizers by name and with options', '{ "training": { "optimizer": | } }', undefined],
    ['types of optimizers', '{ "training": { "optimizer": { "type": "|" } } }', ['adamW', 'adam', 'sgd', 'rmsprop']],
    ['schedules', '{ "training": { "learningRateSchedule": { "type": | } } }', ['constant', 'cosine', 'step']],
    [
      'options of a step schedule',
      '{ "training": { "learningRateSchedule": { "type": "step", "fact|" } } }',
      undefined,
    ],
    [
      'what a callback watches',
      '{ "training": { "callbacks": [{ "type": "earlyStopping", "monitor": "|" }] } }',
      ['validationLoss', 'validationAccuracy', 'loss', 'accuracy'],
    ],
    ['nothing in a comment', '{ // |\n }', []],
    ['nothing after the end', '{ } |', []],
    ['nothing where there is no such key', '{ "foo": { | } }', []],
    ['a whole file', '|', ['model']],
  ])('proposes %s', (_, source, expected) => {
    if (expected === undefined) expect(labels(source).length).toBeGreaterThan(1);
    else expect(labels(source)).toEqual(expected);
  });

  it.each([
    ['a key and a value', layer('{ "type": "dense", | }'), 'units', layer('{ "type": "dense", "units": 128 }')],
    [
      'a key alone where a value is',
      layer('{ "type": "dense", "u|": 5 }'),
      'units',
      layer('{ "type": "dense", "units": 5 }'),
    ],
    ['a key over a word', layer('{ "type": "dense", un|its }'), 'units', layer('{ "type": "dense", "units": 128 }')],
    ['a comma before', layer('{ "type": "dense" | }'), 'units', layer('{ "type": "dense", "units": 128 }')],
    ['a comma after', layer('{ | "type": "dense" }'), 'units', layer('{ "units": 128,  "type": "dense" }')],
    [
      'a type with what it needs',
      layer('{ "type": "|" }'),
      'conv2d',
      layer('{ "type": "conv2d", "filters": 32, "kernelSize": 3 }'),
    ],
    [
      'a type without what is there',
      layer('{ "filters": 8, "type": "|" }'),
      'conv2d',
      layer('{ "filters": 8, "type": "conv2d", "kernelSize": 3 }'),
    ],
    [
      'a merge of what is there',
      '{ "layers": [{ "type": "flatten" }, |] }',
      'add',
      '{ "layers": [{ "type": "flatten" }, { "type": "add", "from": ["input", "flatten"] }] }',
    ],
    [
      'a layer that is read',
      layer('{ "type": "flatten", "from": "|" }'),
      'a',
      layer('{ "type": "flatten", "from": "a" }'),
    ],
    [
      'an optimizer with an option',
      '{ "training": { "optimizer": | } }',
      'sgd { … }',
      '{ "training": { "optimizer": { "type": "sgd", "learningRate": 0.01 } } }',
    ],
    ['a switch turned', layer('{ "type": "dense", | }'), 'useBias', layer('{ "type": "dense", "useBias": false }')],
  ])('writes %s', (_, source, label, expected) => {
    expect(takenAt(source, label)).toBe(expected);
  });

  it('replaces the word under the cursor alone where a text is not closed', () => {
    const source = '{ "layers": [{ "type": "de|nse, units: 3 }] }';
    const { text, proposals } = proposalsAt(source);
    const { start, end } = proposals[0]?.edit.range ?? { start: 0, end: 0 };
    expect(text.slice(start, end)).toBe('"dense');
  });

  it('gives each proposal documentation, and each option its range and default', () => {
    const { proposals } = proposalsAt(layer('{ "type": "dense", | }'));
    const units = proposals.find(({ label }) => label === 'units');
    expect(units?.markdown).toBe('**units** · a whole number, 1 to 65,536\n\nNumber of outputs.\n\nMust be given.');
    const bias = proposals.find(({ label }) => label === 'useBias');
    expect(bias?.markdown).toMatch(/`true` or `false`[\s\S]*Default: `true`\.$/);
    for (const { markdown } of proposals) expect(markdown?.length).toBeGreaterThan(20);
    for (const { markdown } of proposalsAt('{ "layers": [|] }').proposals) expect(markdown).toMatch(/```text\ny/);
  });

  it('proposes a file that can be trained, and layers whose options are right', () => {
    const whole = takenAt('|', 'model');
    expect(checkModelText(whole)).toEqual([]);
    for (const type of types) {
      const text = takenAt('{ "name": "t", "layers": [{ "type": "conv2d", "filters": 2, "kernelSize": 3 }, |] }', type);
      const codes = checkModelText(text).map(({ code }) => code);
      const optionCodes = [
        'missing-key',
        'unknown-key',
        'wrong-type',
        'out-of-range',
        'unknown-value',
        'unknown-layer',
      ];
      expect(codes.filter((code) => optionCodes.includes(code))).toEqual([]);
    }
  });
});

describe('completion in a comparison', () => {
  const labelsOf = (source: string) => {
    const { text, offset } = marked(source);
    return completeComparison(text, offset, names).map(({ label }) => label);
  };

  it.each([
    ['{ "dataset": "|" }', ['fashion-mnist']],
    ['{ "models": ["|"] }', names.modelPaths],
    ['{ "models": ["ann.model.jsonc", |] }', names.modelPaths.slice(1)],
    ['{ "models": ["ann|.model.jsonc"] }', names.modelPaths],
    ['{ "models": | }', ['["ann.model.jsonc", "cnn.model.jsonc", "odd/$1\\"\\\\.model.jsonc"]']],
    [
      '{ "name": "x", | }',
      ['models', '$schema', 'description', 'dataset', 'validationSplit', 'seeds', 'sweep', 'expect', 'training'],
    ],
    ['{ "seeds": | }', ['1', '3', '{ "min": 3, "max": 10, "stopWhen": "decided" }']],
    ['{ "seeds": [|] }', []],
    ['{ "seeds": { "min": 3, | } }', ['max', 'stopWhen']],
    ['{ "seeds": { "stopWhen": | } }', ['decided']],
    ['{ "training": { "optimizer": { "type": "|', ['adamW', 'adam', 'sgd', 'rmsprop']],
    ['|', ['comparison']],
  ])('in %s', (source, expected) => {
    expect(labelsOf(source)).toEqual(expected);
  });

  it.each([
    ['{ "name": "t", "models": ["a"], "seeds": | }', '{ "min": 3, "max": 10, "stopWhen": "decided" }'],
    ['{ "name": "t", "models": ["a"], "seeds": { "min": 3, "stopWhen": "decided", | } }', 'max'],
  ])('writes a plan of seeds that can be read: %s', (source, label) => {
    const { text, offset } = marked(source);
    const proposal = completeComparison(text, offset, names).find((one) => one.label === label);
    const { value, problems } = parseComparison(proposal === undefined ? '' : taken(text, proposal));
    expect([problems, value?.seedPlan]).toEqual([[], { minimum: 3, maximum: 10 }]);
  });

  it('writes paths as they are, whatever is in them', () => {
    const { text, offset } = marked('{ "models": [|] }');
    const odd = completeComparison(text, offset, names).at(-1);
    expect(odd && parse(taken(text, odd))).toEqual({ models: [names.modelPaths[2]] });
  });
});

describe('taking a completion', () => {
  const shipped = ['ann.model', 'cnn.model', 'fashion-mnist.bakeoff'].map((name) =>
    readFileSync(`data/${name}.jsonc`, 'utf8'),
  );

  /** Every completion at an offset lies in the text, and leaves JSON that is valid where it was. */
  function check(text: string, offset: number): void {
    const proposals = [
      ...completeModel(analyseModel(text, fashionTarget), offset),
      ...completeComparison(text, offset, names),
    ];
    const wasValid = parseDocument(text).problems.length === 0;
    for (const proposal of proposals) {
      const { range } = proposal.edit;
      expect(range.start).toBeLessThanOrEqual(offset);
      expect(range.end).toBeGreaterThanOrEqual(offset);
      expect(range.end).toBeLessThanOrEqual(text.length);
      expect(text.slice(range.start, range.end)).not.toContain('\n');
      if (proposal.comma !== undefined) expect(proposal.comma.range.end).toBeLessThan(range.start);
      const result = taken(text, proposal);
      if (wasValid) expect([proposal.label, parseDocument(result).problems]).toEqual([proposal.label, []]);
    }
  }

  it('leaves valid JSON at any offset of valid files', () => {
    const changed = fc
      .constantFrom(...shipped)
      .chain((text) => mutated(parse(text, [], { allowTrailingComma: true })))
      .chain((value) => fc.constantFrom(0, 2).map((indentation) => JSON.stringify(value, null, indentation)));
    const text = fc.oneof(fc.constantFrom(...shipped), changed);
    fc.assert(
      fc.property(text, fc.nat(), (source, at) => check(source, at % (source.length + 1))),
      { numRuns: 200 },
    );
  });

  it('never throws at any offset of any beginning of a file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shipped), fc.nat(), fc.nat(), (text, length, back) => {
        const start = text.slice(0, length % text.length);
        check(start, Math.max(0, start.length - (back % 20)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('inside a backbone', () => {
  const text = (rest: string) =>
    `{ "name": "t", "layers": [{ "type": "backbone", "name": "mobilenetV1", "inputSize": 96, ${rest} }, { "type": "flatten" }] }`;

  it('proposes the names of its layers, in their order', () => {
    const { proposals } = proposalsAt(text('"upTo": "|"'));
    expect(proposals.slice(0, 3).map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      'conv1: conv2d',
      'conv1_bn: batchNormalization',
      'conv1_relu: activation',
    ]);
    expect(proposals.at(-1)?.label).toBe('conv_pw_13_relu');
    expect(takenAt(text('"upTo": "|"'), 'conv_pw_6_relu')).toContain('"upTo": "conv_pw_6_relu"');
  });

  it('up to where it is cut, with shapes', () => {
    const { proposals } = proposalsAt(text('"upTo": "conv_pw_2_relu", "trainable": { "from": "conv_pw_2|" }'));
    expect(proposals.at(-1)).toMatchObject({ label: 'conv_pw_2_relu', detail: 'activation · 24×24×128' });
  });

  it('proposes nothing of a network that it does not know', () => {
    expect(labels('{ "name": "t", "layers": [{ "type": "backbone", "name": "x", "upTo": "|" }] }')).toEqual([]);
  });
});
