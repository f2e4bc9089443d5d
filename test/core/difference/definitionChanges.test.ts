import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelDefinition } from '../../../src/core/definition/definition.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { applyChanges } from '../../../src/core/difference/applyChanges.js';
import { compareModels, type DefinitionChange } from '../../../src/core/difference/definitionChanges.js';
import { differenceText } from '../../../src/core/run/definitionDifference.js';
import { soundModels } from '../../fuzz/modelGrammar.js';
import { modelText } from '../../support/modelText.js';

function model(text: string): ModelDefinition {
  const { value, problems } = parseModel(text);
  if (value === undefined) throw new Error(`${problems.map(({ message }) => message).join('\n')}\n${text}`);
  return value;
}

const compare = (first: string, second: string) =>
  compareModels({ definition: model(first) }, { definition: model(second) });
const textsOf = (changes: readonly DefinitionChange[]) => changes.map(({ difference }) => differenceText(difference));
const changesOf = (first: string, second: string) => textsOf(compare(first, second).changes);

/** What a definition means, told without `compareModels`: no names, who reads whom by place. */
function meaning(text: string): string {
  const { input, layers, recipe } = model(text);
  const places = new Map(layers.map(({ name }, place) => [name, place]));
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value ?? null;
    const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, sorted(item)] as const).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  };
  const { labelSmoothing = 0, callbacks, ...rest } = recipe;
  return JSON.stringify(
    sorted({
      input,
      layers: layers.map(({ type, from, options }) => [
        type.type,
        type.arity === 'none' ? {} : options,
        from.map((name) => places.get(name)),
      ]),
      recipe: { ...rest, labelSmoothing, callbacks: callbacks.map((one) => JSON.stringify(sorted(one))).sort() },
    }),
  );
}

function applied(first: string, second: string, choose: (change: DefinitionChange, index: number) => boolean): string {
  const comparison = compare(first, second);
  return applyChanges(comparison, new Set(comparison.changes.filter(choose)), { name: 'made' });
}

const files = readdirSync('data')
  .filter((name) => name.endsWith('.model.jsonc'))
  .map((name) => ({ name, text: readFileSync(`data/${name}`, 'utf8') }));

const sound = soundModels
  .map(({ definition }) => JSON.stringify(definition, null, 1))
  .filter((text) => parseModel(text).value !== undefined);

/** A model and another one with some of its layers left out, doubled or moved. */
const edited = fc
  .tuple(soundModels, fc.array(fc.tuple(fc.nat(9), fc.constantFrom('drop', 'double', 'swap')), { maxLength: 4 }))
  .map(([{ definition }, edits]) => {
    const layers = [...(definition.layers as Record<string, unknown>[])];
    for (const [at, edit] of edits) {
      const index = 1 + (at % Math.max(1, layers.length - 1));
      const [one, next] = [layers[index], layers[index + 1]];
      if (one === undefined) continue;
      if (edit === 'drop') layers.splice(index, 1);
      else if (edit === 'double') layers.splice(index, 0, { ...one, name: `again${layers.length}` });
      else if (next !== undefined) layers.splice(index, 2, next, one);
    }
    return [JSON.stringify(definition), JSON.stringify({ ...definition, layers })] as const;
  })
  .filter(([one, other]) => parseModel(one).value !== undefined && parseModel(other).value !== undefined);

describe('compareModels', () => {
  it('finds nothing between a definition and itself', () => {
    fc.assert(
      fc.property(sound, (text) => {
        expect(changesOf(text, text)).toEqual([]);
      }),
      { numRuns: 50 },
    );
    for (const { text } of files) expect(changesOf(text, text)).toEqual([]);
  });

  it('finds nothing where only the writing differs', () => {
    const first = modelText('{ "type": "conv2d", "filters": 8, "kernelSize": 3 }', '{ "type": "flatten" }');
    const second = `// A comment.\n{ "training": { "batchSize": 64, "optimizer": "adamW" , }, "layers": [
      { "kernelSize": [3, 3], "name": "first", "filters": 8, "padding": "valid", "type": "conv2d", "from": "input" },
      { "from": ["first"], "type": "flatten", "name": "other" } ], "description": "Else.", "name": "another" }`;
    const third = second.replace('"adamW"', '{ "weightDecay": 0.004, "type": "adamW", "learningRate": 1e-3 }');
    expect(changesOf(first, second)).toEqual([]);
    expect(changesOf(third, first)).toEqual([]);
  });

  it('gives each change its places in both texts', () => {
    const first = modelText(
      '{ "type": "flatten" }',
      '{ "type": "dense", "units": 16 }',
      '{ "type": "dropout", "rate": 0.5 }',
    );
    const second = modelText(
      '{ "type": "flatten" }',
      '{ "type": "batchNormalization" }',
      '{ "type": "dense", "units": 32 }',
    );
    const { changes } = compare(first, second);
    const shown = changes.map(({ difference, places }) => [
      differenceText(difference),
      first.slice(places.first.start, places.first.end),
      second.slice(places.second.start, places.second.end),
    ]);
    expect(shown).toEqual([
      ['batchNormalization added', '', '{ "type": "batchNormalization" }'],
      ['dense: units 16 → 32', '16', '32'],
      ['dropout removed', '{ "type": "dropout", "rate": 0.5 }', ''],
    ]);
    // Where it would be: behind the layer before it.
    expect(first.slice(0, changes[0]?.places.first.start).endsWith('{ "type": "flatten" }')).toBe(true);
    expect(second.slice(0, changes[2]?.places.second.start).endsWith('"units": 32 }')).toBe(true);
  });

  it('takes moved shortcuts, types under one name, recipes and inputs for changes', () => {
    const body =
      '{ "type": "conv2d", "filters": 1, "kernelSize": 1, "name": "a" }, { "type": "conv2d", "filters": 1, "kernelSize": 1, "name": "b" }';
    const first = `{ "name": "x", "layers": [ ${body}, { "type": "add", "from": ["a", "b"] }, { "type": "maxPooling2d", "name": "p" } ] }`;
    const second = `{ "name": "x", "input": [28, 28, 1], "layers": [ ${body}, { "type": "add", "from": ["input", "b"] }, { "type": "averagePooling2d", "name": "p" } ],
      "training": { "optimizer": { "type": "sgd", "learningRate": 0.1 }, "callbacks": [], "labelSmoothing": 0.1, "fineTuning": { "epochs": 3 } } }`;
    expect(changesOf(first, second)).toEqual([
      'input dataset → [28, 28, 1]',
      'add: from ["a", "b"] → ["input", "b"]',
      'p: type maxPooling2d → averagePooling2d',
      'optimizer adamW → sgd',
      'optimizer.learningRate 0.001 → 0.1',
      'callbacks.earlyStopping removed',
      'callbacks.reduceLearningRateOnPlateau removed',
      'labelSmoothing added',
      'fineTuning added',
    ]);
  });

  it('counts with what is laid over the recipes', () => {
    const text = modelText('{ "type": "flatten" }');
    const { changes } = compareModels(
      { definition: model(text), override: { epochs: 3 } },
      { definition: model(text), override: { epochs: 5, batchSize: 64 } },
    );
    expect(textsOf(changes)).toEqual(['epochs 3 → 5']);
    expect(changes[0]?.difference.first?.line).toBeNull();
  });
});

describe('applyChanges', () => {
  it('gives the second meaning with all changes, and the first with none', () => {
    const check = (first: string, second: string) => {
      const all = applied(first, second, () => true);
      expect(meaning(all)).toBe(meaning(second));
      expect(changesOf(all, second)).toEqual([]);
      expect(meaning(applied(first, second, () => false))).toBe(meaning(first));
    };
    fc.assert(fc.property(sound, sound, check), { numRuns: 30 });
    fc.assert(
      fc.property(edited, ([first, second]) => check(first, second)),
      { numRuns: 30 },
    );
    for (const one of files) for (const other of files) check(one.text, other.text);
  });

  it('leaves to be done what has not been applied', () => {
    const check = (first: string, second: string, choice: number) => {
      const { changes } = compare(first, second);
      const isChosen = (_: unknown, index: number) => ((choice >> (index % 20)) & 1) === 1;
      const some = applied(first, second, isChosen);
      if (parseModel(some).value === undefined) return;
      expect(changesOf(some, second).length).toBeLessThanOrEqual(changes.length + changes.filter(isChosen).length);
      expect(changes.filter(isChosen).length === 0 || meaning(some) !== meaning(first)).toBe(true);
    };
    fc.assert(
      fc.property(edited, fc.nat(1 << 20), ([first, second], choice) => check(first, second, choice)),
      { numRuns: 40 },
    );
  });

  it('puts a layer between others, and lets those read it that would', () => {
    const first = modelText(
      '{ "type": "conv2d", "filters": 4, "kernelSize": 3, "name": "a" }',
      '{ "type": "activation", "activation": "relu", "name": "b" }',
      '{ "type": "add", "from": ["a", "b"] }',
    );
    const second = modelText(
      '{ "type": "conv2d", "filters": 8, "kernelSize": 3, "name": "a" }',
      '{ "type": "batchNormalization", "name": "n" }',
      '{ "type": "activation", "activation": "relu", "name": "b" }',
      '{ "type": "add", "from": ["n", "b"] }',
    );
    expect(changesOf(first, second)).toEqual(['a: filters 4 → 8', 'n (batchNormalization) added']);
    const only = (wanted: number) => model(applied(first, second, (_, index) => index === wanted)).layers;
    expect(only(0).map(({ name, from }) => `${name} ${from.join()}`)).toEqual(['input ', 'a input', 'b a', 'add a,b']);
    expect(only(1).map(({ name, from }) => `${name} ${from.join()}`)).toEqual([
      'input ',
      'a input',
      'n a',
      'b n',
      'add n,b',
    ]);
  });

  it('keeps the names of the layers that were there, as their initial weights follow from them', () => {
    const dense = (units: number) => `{ "type": "dense", "units": ${units} }`;
    const first = modelText('{ "type": "flatten" }', dense(32), dense(10));
    const second = modelText('{ "type": "flatten" }', dense(64), dense(32), dense(10));
    const names = model(applied(first, second, () => true)).layers.map(({ name, options }) => [name, options.units]);
    expect(names).toEqual([
      ['input', undefined],
      ['flatten', undefined],
      ['dense_2', 64],
      ['dense', 32],
      ['dense_1', 10],
    ]);
  });
});
