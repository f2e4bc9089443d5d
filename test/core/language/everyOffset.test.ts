import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextRange } from '../../../src/core/definition/problem.js';
import { analyseComparison, modelLinkAt } from '../../../src/core/language/analyseComparison.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { comparisonLenses, modelLenses } from '../../../src/core/language/codeLenses.js';
import { completeComparison } from '../../../src/core/language/completeComparison.js';
import { completeModel } from '../../../src/core/language/completeModel.js';
import { cursorAt } from '../../../src/core/language/cursor.js';
import { hoverComparison, hoverModel } from '../../../src/core/language/hover.js';
import { inlayHints } from '../../../src/core/language/inlayHints.js';
import { type OutlineSymbol, outlineOfComparison, outlineOfModel } from '../../../src/core/language/outline.js';
import { quickFixes } from '../../../src/core/language/quickFixes.js';
import { definitionAt, referencesAt } from '../../../src/core/language/references.js';
import { prepareRename, renameLayer } from '../../../src/core/language/renameLayer.js';
import { recipeAction, sourceActions } from '../../../src/core/language/sourceActions.js';
import { fashionTarget } from '../../support/modelText.js';

const shipped = ['ann.model', 'ann-relu.model', 'cnn.model', 'fashion-mnist.bakeoff'].map((name) =>
  readFileSync(`data/${name}.jsonc`, 'utf8'),
);
const shortcut = `{ "name": "s", "input": [28, 28, 1], "layers": [
  { "type": "conv2d", "filters": 4, "kernelSize": [3, 3], "padding": "same", "name": "a" },
  { "type": "conv2d", "filters": 4, "kernelSize": 3, "padding": "same", "kernelRegularizer": { "l2": 0.1 } },
  { "type": "add", "from": ["a", "conv2d"] }, { "type": "flatten" },
  { "type": "dense", "units": 10, "activation": "softmax" } ],
  "training": { "learningRateSchedule": { "type": "cosine", "warmupEpochs": 1 }, "optimizer": "sgd" } }`;
const lastResult = { runId: 'r', accuracy: 0.9, isStale: false };
const names = { datasets: [{ id: 'fashion-mnist' }], modelPaths: ['a.model.jsonc'] };

/** Asks every service about an offset of a text, and holds each range to the text. */
function askAll(text: string, offset: number): void {
  const analysis = analyseModel(text, fashionTarget);
  const comparison = analyseComparison(text);
  const here = { start: offset, end: offset };
  const actions = [
    ...quickFixes(analysis.problems, here),
    ...quickFixes(comparison.problems, here),
    ...sourceActions(analysis, here),
    ...[recipeAction(analysis)].filter((action) => action !== undefined),
  ];
  const rename = renameLayer(analysis, offset, 'another');
  const prepared = prepareRename(analysis, offset);
  const link = definitionAt(analysis, offset);
  const completions = [...completeModel(analysis, offset), ...completeComparison(text, offset, names)];
  const ranges: (TextRange | undefined)[] = [
    cursorAt(text, offset).token,
    ...analysis.problems.map(({ range }) => range),
    ...analysis.layers.map(({ range }) => range),
    ...modelLenses(analysis, lastResult).map(({ range }) => range),
    ...comparisonLenses(comparison, lastResult).map(({ range }) => range),
    ...inlayHints(analysis).map((hint) => ({ start: hint.offset, end: hint.offset })),
    ...[...outlineOfModel(analysis), ...outlineOfComparison(text)].flatMap(rangesOf),
    ...actions.flatMap(({ edits }) => edits.map(({ range }) => range)),
    ...('refusal' in rename ? [] : rename.edits.map(({ range }) => range)),
    'refusal' in prepared ? undefined : prepared.range,
    ...(link === undefined ? [] : [link.origin, link.target, link.targetEntry]),
    ...referencesAt(analysis, offset, true),
    ...completions.flatMap(({ edit, comma }) => [edit.range, comma?.range]),
    hoverModel(analysis, offset)?.range,
    hoverComparison(text, offset)?.range,
    modelLinkAt(comparison, offset)?.range,
    ...comparison.models.map(({ range }) => range),
  ];
  for (const range of ranges) {
    if (range === undefined) continue;
    if (range.start < 0 || range.end < range.start || range.end > text.length)
      throw new Error(`${range.start}..${range.end} is not in the text of ${text.length}`);
  }
  for (const hint of inlayHints(analysis)) expect(hint.label).toMatch(/^→ \d+(×\d+)*$/);
}

/** All ranges of a symbol, of which each selection and each child must lie within its own. */
function rangesOf({ range, selection, children }: OutlineSymbol): TextRange[] {
  for (const inner of [selection, ...children.map((child) => child.range)])
    if (inner.start < range.start || inner.end > range.end)
      throw new Error(`${inner.start}..${inner.end} is not within ${range.start}..${range.end}`);
  return [range, selection, ...children.flatMap(rangesOf)];
}

const source = fc.constantFrom(...shipped, shortcut, shortcut);

describe('no service throws or leaves the text', () => {
  it('at any offset of a text that holds everything', () => {
    for (let offset = 0; offset <= shortcut.length; offset += 1) askAll(shortcut, offset);
  });

  it('at the end of any beginning of it', () => {
    for (let length = 0; length <= shortcut.length; length += 1) askAll(shortcut.slice(0, length), length);
  });

  it('at any offset of any beginning of a shipped file', () => {
    fc.assert(
      fc.property(source, fc.nat(), fc.nat(), (text, length, at) => {
        const start = text.slice(0, length % (text.length + 1));
        askAll(start, at % (start.length + 1));
      }),
      { numRuns: 150 },
    );
  });

  it('at any offset of a file with a cut, a copy or a scribble in it', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '/*', '\uFEFF', '\0', '\r\n'),
    );
    fc.assert(
      fc.property(source, fc.nat(), fc.nat(30), piece, fc.nat(), (text, place, length, scribble, at) => {
        const start = place % text.length;
        const changed = text.slice(0, start) + scribble + text.slice(start + length);
        // Mostly near the change, where a person would be.
        const offset = at % 3 === 0 ? at % (changed.length + 1) : Math.min(changed.length, start + (at % 10));
        askAll(changed, offset);
      }),
      { numRuns: 250 },
    );
  });

  it('at any offset of any JSON and any text at all', () => {
    const text = fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ unit: 'binary', maxLength: 80 }));
    fc.assert(
      fc.property(text, fc.nat(), (any, at) => askAll(any, at % (any.length + 1))),
      { numRuns: 250 },
    );
  });

  it.each([-5, Number.NaN, 1e9, 0.5])('at the offset %d', (offset) => {
    askAll(shortcut, offset);
  });
});
