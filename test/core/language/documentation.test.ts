import { describe, expect, it } from 'vitest';
import { callbackTypes } from '../../../src/core/callbacks/index.js';
import { recipeOptions } from '../../../src/core/definition/recipe.js';
import { optimizerTypes } from '../../../src/core/graph/optimizers/index.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { completeModel } from '../../../src/core/language/completeModel.js';
import { hoverModel } from '../../../src/core/language/hover.js';
import { codeBlock, inlineCode } from '../../../src/core/language/markdown.js';
import { layerTypes } from '../../../src/core/layers/index.js';
import { scheduleTypes } from '../../../src/core/schedules/index.js';
import { marked } from '../../support/cursorMark.js';
import { fashionTarget } from '../../support/modelText.js';

const configured = (types: readonly { type: string; options: object }[], around: (object: string) => string) =>
  types.flatMap(({ type, options }) =>
    Object.keys(options).map((key) => [type, key, around(`{ "type": "${type}", "|${key}": 0 }`)] as const),
  );

/** Every option of everything that a registry knows: a new one is here by itself. */
const options = [
  ...configured(layerTypes, (layer) => `{ "layers": [${layer}] }`),
  ...configured(optimizerTypes, (optimizer) => `{ "training": { "optimizer": ${optimizer} } }`),
  ...configured(scheduleTypes, (schedule) => `{ "training": { "learningRateSchedule": ${schedule} } }`),
  ...configured(callbackTypes, (callback) => `{ "training": { "callbacks": [${callback}] } }`),
  ...Object.keys(recipeOptions).map((key) => ['training', key, `{ "training": { "|${key}": 0 } }`] as const),
];

describe('every option', () => {
  it.each(options)('of %s has a hover and a completion: %s', (_, key, source) => {
    const { text, offset } = marked(source);
    const analysis = analyseModel(text, fashionTarget);
    const markdown = hoverModel(analysis, offset)?.markdown ?? '';
    expect(markdown).toMatch(new RegExp(`^\\*\\*${key}\\*\\* · .{4,}\n\n.{10,}`));
    expect(markdown).not.toMatch(/undefined|\[object|NaN/);
    const proposal = completeModel(analysis, offset).find(({ label }) => label === key);
    expect(proposal?.markdown).toBe(markdown);
    expect(proposal?.detail?.length).toBeGreaterThan(2);
  });
});

describe('Markdown', () => {
  it.each([
    ['a', '`a`'],
    ['a`b', '`` a`b ``'],
    ['``', '``` `` ```'],
    [' a', '`  a `'],
    ['', '` `'],
    ['a\nb', '`a\\u000ab`'],
  ])('shows %j as code', (text, expected) => {
    expect(inlineCode(text)).toBe(expected);
  });

  it('shows lines as a block, whatever backticks they hold, and long texts in short', () => {
    expect(codeBlock(['a', 'b'])).toBe('```text\na\nb\n```');
    expect(codeBlock(['```'])).toBe('````text\n```\n````');
    expect(inlineCode('x'.repeat(500)).length).toBeLessThan(130);
  });
});
