import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/core/definition/edit.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { fixAll, quickFixes } from '../../../src/core/language/quickFixes.js';
import { recipeAction, sourceActions } from '../../../src/core/language/sourceActions.js';
import { marked } from '../../support/cursorMark.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';

function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toReversed()
    .reduce(
      (result, { range, text: inserted }) => result.slice(0, range.start) + inserted + result.slice(range.end),
      text,
    );
}

function actionsAt(source: string): readonly string[] {
  const { text, offset } = marked(source);
  return sourceActions(analyseModel(text, fashionTarget), { start: offset, end: offset }).map(({ title }) => title);
}

/** The text after the action whose title begins so. */
function taken(source: string, title: string): string {
  const { text, offset } = marked(source);
  const actions = sourceActions(analyseModel(text, fashionTarget), { start: offset, end: offset });
  const action = actions.find((candidate) => candidate.title.startsWith(title));
  if (action === undefined) throw new Error(`${title} is not among ${actions.map((candidate) => candidate.title)}`);
  return applied(text, action.edits);
}

describe('quick fixes', () => {
  const text = modelText(
    '{ "type": "dens", "units": 12, "activation": "rellu" }',
    '{ "type": "dense", "unit": 10, "activation": "softmax" }',
  );

  it('are those of the problems that a range touches, and one for all', () => {
    const { problems } = analyseModel(text, fashionTarget);
    const at = (piece: string) => ({ start: text.indexOf(piece), end: text.indexOf(piece) });
    expect(quickFixes(problems, at('dens"')).map(({ title }) => title)).toEqual([
      'Change to "dense"',
      'Mend all 2 problems that can be mended',
    ]);
    expect(quickFixes(problems, at('"unit"')).map(({ title, problem }) => [title, problem?.code])).toEqual([
      ['Rename to "units"', 'unknown-key'],
      ['Mend all 2 problems that can be mended', undefined],
    ]);
    expect(quickFixes(problems, at('"name"'))).toEqual([]);
  });

  it('mend what they say', () => {
    const { problems } = analyseModel(text, fashionTarget);
    const all = fixAll(problems);
    expect(applied(text, all?.edits ?? [])).toBe(text.replace('"dens"', '"dense"').replace('"unit"', '"units"'));
    expect(fixAll([])).toBeUndefined();
  });

  it.each([
    ['a flatten layer', [output], 'Insert a flatten layer'],
    ['the number of classes', ['{ "type": "flatten" }', output.replace('10', '11')], 'Set units to 10'],
    ['a softmax', ['{ "type": "flatten" }', '{ "type": "dense", "units": 10 }'], 'Set activation to softmax'],
  ])('put in %s', (_, entries, title) => {
    const source = modelText(...entries);
    const { problems } = analyseModel(source, fashionTarget);
    const fix = quickFixes(problems, { start: 0, end: source.length }).find((action) => action.title === title);
    expect(analyseModel(applied(source, fix?.edits ?? []), fashionTarget).problems).toEqual([]);
  });
});

describe('source actions', () => {
  it('add the name that the layer has anyway', () => {
    const source = modelText('{ "type": "flatten" }', '{ "type": "|flatten" }', '{ "type": "flatten" }', output);
    const after = taken(source, 'Add the name "flatten_1" to this layer');
    expect(after).toContain('{ "type": "flatten", "name": "flatten_1" }');
    const names = (text: string) => analyseModel(text, fashionTarget).layers.map(({ name }) => name);
    expect(names(after)).toEqual(names(source.replace('|', '')));
  });

  it('insert a flatten layer where an image comes in that need not', () => {
    const source = modelText('{ "type": "|rescale", "scale": 0.5 }', '{ "type": "flatten" }', output);
    const after = taken(source, 'Insert a flatten layer');
    expect(analyseModel(after, fashionTarget).layers.map(({ type }) => type?.type)).toEqual([
      'input',
      'flatten',
      'rescale',
      'flatten',
      'dense',
    ]);
  });

  it.each([
    ['before what needs an image', modelText('{ "type": "|conv2d", "filters": 2, "kernelSize": 3 }')],
    ['before another', modelText('{ "type": "|flatten" }')],
    ['where there is none', modelText('{ "type": "flatten" }', '{ "type": "|dropout", "rate": 0.1 }')],
  ])('insert none %s', (_, source) => {
    expect(actionsAt(source)).not.toContain('Insert a flatten layer before this one');
  });

  it('set the last units to the number of classes', () => {
    const source = modelText(
      '{ "type": "flatten" }',
      '{ "type": "dense", "units": 12 }',
      '{ "type": "dense", "units": |12, "activation": "softmax" }',
    );
    expect(taken(source, 'Set units to the number of classes, 10')).toContain('"units": 10, "activation": "softmax"');
    expect(actionsAt(modelText('{ "type": "flatten" }', '{ "type": "dense", "units": |12 }', output))).not.toContain(
      'Set units to the number of classes, 10',
    );
    expect(actionsAt(modelText('{ "type": "flatten" }', output.replace('10', '|10')))).not.toContain(
      'Set units to the number of classes, 10',
    );
  });

  it('write the defaults out, and change nothing by it', () => {
    const source = modelText(
      '{ "type": "|conv2d", "filters": 2, "kernelSize": 3, "padding": "same" /* so */ }',
      '{ "type": "flatten" }',
      output,
    );
    const after = taken(source, 'Write the defaults');
    expect(after).toContain('"padding": "same", "strides": [1, 1]');
    expect(analyseModel(after, fashionTarget).definition?.layers.map(({ options }) => options)).toEqual(
      analyseModel(source.replace('|', ''), fashionTarget).definition?.layers.map(({ options }) => options),
    );
    expect(actionsAt(after.replace('"conv2d"', '"|conv2d"'))).not.toContain('Write the defaults of this layer out');
  });

  it('are none in broken text and outside of layers', () => {
    expect(actionsAt(`${modelText('{ "type": "|flatten" }')}}`)).toEqual([]);
    expect(actionsAt(modelText('{ "type": "flatten" }').replace('"name"', '|"name"'))).toEqual([]);
  });

  it.each(['\n', '\r\n'])('write the recipe out as it is, with the same line breaks', (lineBreak) => {
    const source = readFileSync('data/cnn.model.jsonc', 'utf8').replaceAll('\n', lineBreak);
    const action = recipeAction(analyseModel(source, fashionTarget));
    const after = applied(source, action?.edits ?? []);
    expect(parse(after).training.batchSize).toBe(64);
    expect(analyseModel(after, fashionTarget).definition?.recipe).toEqual(
      analyseModel(source, fashionTarget).definition?.recipe,
    );
    expect(after.split('\n').length).toBeGreaterThan(source.split('\n').length + 5);
    expect(after.replaceAll('\r\n', '').includes('\n')).toBe(lineBreak === '\n');
    expect(recipeAction(analyseModel(after, fashionTarget))).toBeUndefined();
  });
});
