import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { analyseModel, layerAt, outputShapeOf } from '../../../src/core/language/analyseModel.js';
import { modelLenses } from '../../../src/core/language/codeLenses.js';
import { completeModel } from '../../../src/core/language/completeModel.js';
import { hoverModel } from '../../../src/core/language/hover.js';
import { inlayHints } from '../../../src/core/language/inlayHints.js';
import { outlineOfModel } from '../../../src/core/language/outline.js';
import { mutated } from '../../support/jsonMutation.js';
import { checkModelText, fashionTarget, modelText } from '../../support/modelText.js';

const shipped = ['ann', 'ann-relu', 'cnn'].map((name) => readFileSync(`data/${name}.model.jsonc`, 'utf8'));

/** Each layer's name and shape, `?` where it is not known. */
function shapes(text: string): string[] {
  return analyseModel(text, fashionTarget).layers.map(
    (layer) => `${layer.name} ${outputShapeOf(layer)?.join('×') ?? '?'}`,
  );
}

const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';

describe('a text as far as it can be read', () => {
  it('has what a plan has where nothing is wrong', () => {
    for (const text of shipped) {
      const { plan, layers, problems, definition, isBroken } = analyseModel(text, fashionTarget);
      expect(problems).toEqual([]);
      expect(isBroken).toBe(false);
      expect(definition?.layers.map(({ name }) => name)).toEqual(layers.map(({ name }) => name));
      expect(plan?.layers).toEqual(layers.map(({ planned }) => planned));
    }
  });

  it('has shapes up to a mistake and in other branches', () => {
    const text = modelText(
      '{ "type": "conv2d", "filters": 4, "kernelSize": 3, "name": "a" }',
      '{ "type": "conv2d", "filtes": 4, "kernelSize": 3, "name": "b" }',
      '{ "type": "flatten" }',
      '{ "type": "maxPooling2d", "from": "a" }',
      '{ "type": "dense", "units": 10 }',
    );
    expect(shapes(text)).toEqual(['input 28×28×1', 'a 26×26×4', 'b ?', 'flatten ?', 'maxPooling2d 13×13×4', 'dense ?']);
    const { problems, plan, definition } = analyseModel(text, fashionTarget);
    expect(problems.map(({ code }) => code)).toEqual(['unknown-key', 'dense-needs-flatten']);
    expect(plan).toBeUndefined();
    expect(definition).toBeUndefined();
  });

  it.each([
    ['a list that is not closed', '{ "name": "t", "layers": [ { "type": "flatten" }, { "type": "dense", "units": 5'],
    ['a missing comma', '{ "name": "t", "layers": [ { "type": "flatten" } { "type": "dense", "units": 5 }] }'],
    [
      'a key given twice',
      '{ "name": "t", "name": "u", "layers": [{ "type": "flatten" }, { "type": "dense", "units": 5 }] }',
    ],
  ])('has shapes in broken text, and one problem: %s', (_, text) => {
    expect(shapes(text)).toEqual(['input 28×28×1', 'flatten 784', 'dense 5']);
    const { problems, isBroken } = analyseModel(text, fashionTarget);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems).toEqual(checkModelText(text));
    expect(isBroken).toBe(true);
  });

  it('knows shapes without a target where the file says what its images are', () => {
    const text = modelText('{ "type": "flatten" }', output);
    expect(analyseModel(text).layers.map(outputShapeOf)).toEqual([undefined, undefined, undefined]);
    const own = text.replace('"layers"', '"input": [4, 4, 1], "layers"');
    expect(analyseModel(own).layers.map(outputShapeOf)).toEqual([[4, 4, 1], [16], [10]]);
    expect(analyseModel(own).plan).toBeUndefined();
    expect(analyseModel(own).problems).toEqual([]);
  });

  it('does not judge layers with too many or too few inputs twice', () => {
    const text = modelText(
      '{ "type": "flatten", "name": "a" }',
      '{ "type": "add", "from": ["a"] }',
      '{ "type": "dense", "units": 3, "from": ["a", "a"] }',
      '{ "type": "input" }',
    );
    expect(analyseModel(text, fashionTarget).problems.map(({ code }) => code)).toEqual([
      'too-few-inputs',
      'too-many-inputs',
      'misplaced-input',
    ]);
  });

  it('finds the layer at an offset, both ends counted in', () => {
    const text = modelText('{ "type": "flatten" }', output);
    const analysis = analyseModel(text, fashionTarget);
    const start = text.indexOf('{ "type": "flatten"');
    const names = [start - 1, start, start + 5, start + 21, start + 22].map((at) => layerAt(analysis, at)?.name);
    expect(names).toEqual([undefined, 'flatten', 'flatten', 'flatten', undefined]);
  });

  it('has the problems that `bakeoff check` prints, and more only where that stops at the text', () => {
    const changed = fc
      .constantFrom(...shipped)
      .chain((text) => mutated(parse(text, [], { allowTrailingComma: true })))
      .map((value) => JSON.stringify(value, null, 2));
    fc.assert(
      fc.property(changed, (text) => {
        const { problems, definition, plan } = analyseModel(text, fashionTarget);
        const printed = checkModelText(text);
        if (definition === undefined) expect(problems).toEqual(expect.arrayContaining([...printed]));
        else expect(problems.toSorted(byStart)).toEqual(printed.toSorted(byStart));
        expect(plan === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a file of a thousand layers', () => {
  const dense = (index: number) => `{ "type": "dense", "units": 16, "activation": "relu", "name": "layer${index}" }`;
  const shortcut = (index: number) => `{ "type": "add", "from": ["layer${index - 1}", "layer${index - 2}"] }`;
  const layers = Array.from({ length: 996 }, (_, index) => (index % 5 === 4 ? shortcut(index) : dense(index)));
  const text = modelText('{ "type": "flatten" }', dense(-2), dense(-1), ...layers, output);

  it.each([
    ['without a mistake', text, 0],
    ['with one in the middle', text.replace('"name": "layer502"', '"nam": "layer502"'), 2],
    ['broken in the middle', text.replace('"name": "layer502"', '"name": '), 1],
  ])('gives everything in a moment: %s', (name, source, problemCount) => {
    const time = (run: () => unknown) => {
      const start = performance.now();
      run();
      return performance.now() - start;
    };
    const median = (run: () => unknown) => {
      const durations = Array.from({ length: 9 }, () => time(run)).sort((a, b) => a - b);
      return durations[4] ?? 0;
    };
    const first = time(() => analyseModel(source, fashionTarget));
    const analysis = analyseModel(source, fashionTarget);
    expect(analysis.problems.length).toBeGreaterThanOrEqual(problemCount);
    const offset = source.indexOf('"layer497"');
    const durations = {
      diagnostics: median(() => analyseModel(source, fashionTarget)),
      lenses: median(() => modelLenses(analysis)),
      hints: median(() => inlayHints(analysis)),
      outline: median(() => outlineOfModel(analysis)),
      hover: median(() => hoverModel(analysis, offset + 2)),
      completion: median(() => completeModel(analysis, offset + 2)),
    };
    const figures = Object.entries(durations).map(([what, duration]) => `${what} ${duration.toFixed(1)}`);
    console.log(`1,000 layers, ${name} (ms, median of 9): ${figures.join(', ')}; cold ${first.toFixed(0)}`);
    // Generous: other tests run beside this one. What is printed counts.
    expect(durations.diagnostics).toBeLessThan(500);
  });
});

function byStart(a: { range: { start: number }; message: string }, b: { range: { start: number }; message: string }) {
  return a.range.start - b.range.start || a.message.localeCompare(b.message);
}
