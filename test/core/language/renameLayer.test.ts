import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/core/definition/edit.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { nameRangeOf } from '../../../src/core/language/references.js';
import { prepareRename, renameLayer } from '../../../src/core/language/renameLayer.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { marked } from '../../support/cursorMark.js';
import { checkModelText, fashionTarget, modelText } from '../../support/modelText.js';

const layers = (...entries: readonly string[]) => `{ "name": "t", "layers": [${entries.join(', ')}] }`;

function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toReversed()
    .reduce(
      (result, { range, text: inserted }) => result.slice(0, range.start) + inserted + result.slice(range.end),
      text,
    );
}

/** The text with the layer at the mark renamed, or why it is not. */
function renamed(source: string, name: string): string {
  const { text, offset } = marked(source);
  const answer = renameLayer(analyseModel(text, fashionTarget), offset, name);
  return 'refusal' in answer ? answer.refusal : applied(text, answer.edits);
}

describe('renaming a layer', () => {
  it.each([
    [
      'its name and what reads it',
      layers('{ "type": "flatten", "name": "|a" }', '{ "type": "add", "from": ["a", "a"] }'),
      layers('{ "type": "flatten", "name": "b" }', '{ "type": "add", "from": ["b", "b"] }'),
    ],
    [
      'from where it is read',
      layers('{ "type": "flatten", "name": "a" }', '{ "type": "flatten", "from": "|a" }'),
      layers('{ "type": "flatten", "name": "b" }', '{ "type": "flatten", "from": "b" }'),
    ],
    [
      'a name made from the type',
      layers('{ "type": "|flatten" }', '{ "type": "flatten", "from": "flatten" }'),
      layers('{ "type": "flatten", "name": "b" }', '{ "type": "flatten", "from": "b" }'),
    ],
    [
      'names made from types that are read and would change',
      layers(
        '{ "type": "|flatten" }',
        '{ "type": "flatten" }',
        '{ "type": "flatten" }',
        '{ "type": "add", "from": ["flatten", "flatten_2"] }',
      ),
      layers(
        '{ "type": "flatten", "name": "b" }',
        '{ "type": "flatten" }',
        '{ "type": "flatten", "name": "flatten_2" }',
        '{ "type": "add", "from": ["b", "flatten_2"] }',
      ),
    ],
    [
      'the name that the images get',
      layers('{ "type": "flatten", "name": "|input" }', '{ "type": "add", "from": ["input", "input_1"] }'),
      layers('{ "type": "flatten", "name": "b" }', '{ "type": "add", "from": ["b", "input"] }'),
    ],
    ['to what it is', layers('{ "type": "flatten", "name": "|b" }'), layers('{ "type": "flatten", "name": "b" }')],
  ])('changes %s', (_, source, expected) => {
    expect(renamed(source, 'b')).toBe(expected);
  });

  it('keeps comments and lines', () => {
    const source = modelText(
      '{ "type": "flatten", /* one */ "name": "|a" } /* two */',
      '{ "type": "dense", "units": 3, "from": /* three */ "a" }',
    );
    expect(renamed(source, 'b')).toBe(source.replace('|', '').replaceAll('"a"', '"b"'));
  });

  it.each([
    [
      'a name that there is',
      layers('{ "type": "flatten", "name": "|a" }', '{ "type": "flatten", "name": "b" }'),
      'b',
      /^Another layer is named "b" already/,
    ],
    [
      'a name made from a type',
      layers('{ "type": "flatten", "name": "|a" }', '{ "type": "dense", "units": 1 }'),
      'dense',
      /^Another layer, of type dense, is named "dense"/,
    ],
    ['the name of the images', layers('{ "type": "flatten", "name": "|a" }'), 'input', /of type input/],
    ['no name', layers('{ "type": "flatten", "name": "|a" }'), '1 x', /^A layer's name is a letter/],
    ['a name for the images', layers('{ "type": "flatten", "from": "|input" }'), 'b', /"type": "input"/],
    ['a name where there is no layer', layers('{ "type": "dense", "units": |3 }'), 'b', /^Only layers/],
    ['a name in broken text', layers('{ "type": "flatten", "name": "|a" ]'), 'b', /^Mend/],
    ['a name over one that is no text', layers('{ "type": "|flatten", "name": 3 }'), 'b', /no text/],
  ])('refuses %s', (_, source, name, expected) => {
    expect(renamed(source, name)).toMatch(expected);
  });

  it('says beforehand what is renamed', () => {
    const { text, offset } = marked(layers('{ "type": "flatten" }', '{ "type": "flatten", "from": "flat|ten" }'));
    const target = prepareRename(analyseModel(text, fashionTarget), offset);
    if ('refusal' in target) throw new Error(target.refusal);
    expect(target.name).toBe('flatten');
    expect(text.slice(target.range.start, target.range.end)).toBe('flatten');
  });
});

describe('the plan after a renaming', () => {
  const shipped = ['ann', 'cnn'].map((name) => readFileSync(`data/${name}.model.jsonc`, 'utf8'));
  const letters = ['a', 'flatten', 'flatten_1', 'input', 'add'];
  const entry = fc.record({
    type: fc.constantFrom('flatten', 'dense', 'add', 'dropout'),
    name: fc.option(fc.constantFrom(...letters), { nil: undefined }),
    reads: fc.array(fc.nat(20), { minLength: 2, maxLength: 3 }),
    says: fc.boolean(),
  });

  /** A model of layers that read any earlier ones, by names given or made. */
  const generated = fc.array(entry, { minLength: 2, maxLength: 9 }).map((entries) => {
    const build = (names: readonly string[]) =>
      modelText(
        '{ "type": "flatten", "name": "first" }',
        ...entries.map(({ type, name, reads, says }, index) => {
          const earlier = names.slice(0, index + 2);
          const from = reads.map((read) => earlier[read % earlier.length] ?? 'input');
          return JSON.stringify({
            type,
            ...(name === undefined || entries.findIndex((other) => other.name === name) !== index ? {} : { name }),
            ...(type === 'dense' ? { units: 784 } : type === 'dropout' ? { rate: 0.5 } : {}),
            ...(type === 'add' ? { from } : says ? { from: from[0] } : {}),
          });
        }),
        '{ "type": "flatten" }',
        '{ "type": "dense", "units": 10, "activation": "softmax" }',
      );
    const names = analyseModel(build([]), fashionTarget).layers.map((layer) => layer.name);
    return build(names);
  });

  it('is the same but for names', () => {
    let renamings = 0;
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...shipped), generated),
        fc.nat(),
        fc.constantFrom('z', 'flatten_1', 'dense_2', 'flatten'),
        (text, choice, name) => {
          const analysis = analyseModel(text, fashionTarget);
          const layer = analysis.layers[1 + (choice % (analysis.layers.length - 1))];
          if (layer === undefined) throw new Error('there is a layer');
          const answer = renameLayer(analysis, nameRangeOf(layer).start + 1, name);
          if ('refusal' in answer) {
            expect(analysis.indexByName.has(name)).toBe(true);
            return;
          }
          const result = applied(text, answer.edits);
          const after = analyseModel(result, fashionTarget);
          expect(after.problems.map(({ code }) => code)).toEqual(analysis.problems.map(({ code }) => code));
          expect(after.problems.filter(({ code }) => code === 'unknown-layer')).toEqual([]);
          expect(checkModelText(result).length).toBe(checkModelText(text).length);
          expect(withoutNames(after.plan)).toEqual(withoutNames(analysis.plan));
          expect(after.layers.map(({ from }) => from.map((read) => after.indexByName.get(read)))).toEqual(
            analysis.layers.map(({ from }) => from.map((read) => analysis.indexByName.get(read))),
          );
          expect(after.layers[analysis.layers.indexOf(layer)]?.name).toBe(name);
          renamings += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(renamings).toBeGreaterThan(50);
  });
});

describe('a backbone, whose "name" is its network', () => {
  const backbone = '{ "type": "backbone", "name": "mobilenetV1", "inputSize": 32 }';

  it('is called by its type and cannot be renamed', () => {
    expect(renamed(layers('{ "type": "backb|one", "name": "mobilenetV1" }'), 'b')).toMatch(
      /^A backbone is called by its type/,
    );
  });

  it('keeps what reads it when its made-up name changes', () => {
    const text = layers(
      '{ "type": "flatten", "name": "back|bone" }',
      backbone,
      '{ "type": "flatten", "from": "backbone_1" }',
    );
    expect(renamed(text, 'other')).toBe(
      layers('{ "type": "flatten", "name": "other" }', backbone, '{ "type": "flatten", "from": "backbone" }'),
    );
  });
});

/** A plan with numbers in place of names, and without places in the text. */
function withoutNames(plan: ModelPlan | undefined) {
  const index = new Map(plan?.layers.map(({ definition }, place) => [definition.name, place]));
  return plan?.layers.map(({ definition, ...rest }) => ({
    ...rest,
    type: definition.type.type,
    options: definition.options,
    from: definition.from.map((name) => index.get(name)),
  }));
}
