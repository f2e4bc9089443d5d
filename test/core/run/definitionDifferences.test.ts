import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecipeOverride } from '../../../src/core/definition/definition.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { applyRecipe, readRecipe } from '../../../src/core/definition/recipe.js';
import { alignSequences } from '../../../src/core/run/alignSequences.js';
import { type DefinitionDifference, differenceText } from '../../../src/core/run/definitionDifference.js';
import { definitionDifferences } from '../../../src/core/run/definitionDifferences.js';
import type { RunStarted } from '../../../src/core/run/events.js';
import { runStarted } from '../../support/runEvents.js';

type Layer = Readonly<Record<string, unknown>>;

/** A definition with one layer a line: layer i is on line 3 + i; then `training`, and one of its keys a line. */
function textOf(
  layers: readonly Layer[],
  training?: Readonly<Record<string, unknown>>,
  header = '"name": "made"',
): string {
  const entries = Object.entries(training ?? {}).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const last = training === undefined ? '' : `,\n"training": {\n${entries.join(',\n')}\n}`;
  return `{\n${header}, "layers": [\n${layers.map((layer) => JSON.stringify(layer)).join(',\n')}\n]${last}\n}`;
}

/** A run of a text, as the trainer starts it. */
function startedFrom(definitionText: string, override: RecipeOverride = {}): RunStarted {
  const { value, problems } = parseModel(definitionText);
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const started = runStarted({ definitionText });
  return {
    ...started,
    request: { ...started.request, recipe: override },
    recipe: applyRecipe(value.recipe, override),
  };
}

const startedOf = (...parts: Parameters<typeof textOf>) => startedFrom(textOf(...parts));

const texts = (differences: readonly DefinitionDifference[]) => differences.map(differenceText);

const flatten = { type: 'flatten' };
const dense = { type: 'dense', units: 128, activation: 'relu' };
const output = { type: 'dense', units: 10, activation: 'softmax' };

describe('definitionDifferences', () => {
  it('finds an added layer, and not the names that move with it', () => {
    const first = startedOf([flatten, dense, output]);
    const second = startedOf([flatten, { type: 'dense', units: 64 }, dense, { type: 'dropout', rate: 0.5 }, output]);
    const differences = definitionDifferences(first, second);
    expect(differences).toEqual([
      {
        area: 'layer',
        kind: 'added',
        subject: 'dense',
        first: null,
        second: { text: 'dense', layer: 'dense', line: 4 },
      },
      {
        area: 'layer',
        kind: 'added',
        subject: 'dropout',
        first: null,
        second: { text: 'dropout', layer: 'dropout', line: 6 },
      },
    ]);
    expect(texts(definitionDifferences(second, first))).toEqual(['dense removed', 'dropout removed']);
  });

  it('finds changed options, each with its line in both copies', () => {
    const first = startedFrom(textOf([flatten, dense, output]));
    const second = startedFrom(
      '{ "layers": [ { "type": "flatten" },\n\n{ "type": "dense",\n"units": 256,\n"activation": "gelu" },\n{ "type": "dense", "units": 10, "activation": "softmax", "useBias": false } ], "name": "made" }',
    );
    expect(definitionDifferences(first, second)).toEqual([
      {
        area: 'layer',
        kind: 'changed',
        subject: 'dense',
        option: 'units',
        first: { text: '128', layer: 'dense', line: 4 },
        second: { text: '256', layer: 'dense', line: 4 },
      },
      {
        area: 'layer',
        kind: 'changed',
        subject: 'dense',
        option: 'activation',
        first: { text: 'relu', layer: 'dense', line: 4 },
        second: { text: 'gelu', layer: 'dense', line: 5 },
      },
      {
        area: 'layer',
        kind: 'changed',
        subject: 'dense_1',
        option: 'useBias',
        first: { text: 'true', layer: 'dense_1', line: 5 },
        second: { text: 'false', layer: 'dense_1', line: 6 },
      },
    ]);
  });

  it('takes a written default, another name and a written order of reading for what they are', () => {
    const first = startedOf([flatten, dense, output]);
    const second = startedOf([
      flatten,
      { ...dense, name: 'middle', from: 'flatten', useBias: true },
      { ...output, from: ['middle'] },
    ]);
    expect(definitionDifferences(first, second)).toEqual([]);
  });

  it('finds another way of reading, and another type under the same name', () => {
    const head = { type: 'add', from: ['a', 'b'] };
    const first = startedOf([flatten, { ...dense, name: 'a' }, { ...dense, name: 'b', from: 'flatten' }, head, output]);
    const second = startedOf([flatten, { ...dense, name: 'a' }, { ...dense, name: 'b' }, head, output]);
    expect(definitionDifferences(first, second)).toEqual([
      {
        area: 'layer',
        kind: 'changed',
        subject: 'b',
        option: 'from',
        first: { text: '["flatten"]', layer: 'b', line: 5 },
        second: { text: '["a"]', layer: 'b', line: 5 },
      },
    ]);
    const pooled = startedOf([{ type: 'maxPooling2d', name: 'pool' }, flatten, output]);
    const averaged = startedOf([{ type: 'averagePooling2d', name: 'pool' }, flatten, output]);
    expect(texts(definitionDifferences(pooled, averaged))).toEqual(['pool: type maxPooling2d → averagePooling2d']);
  });

  it('tells layers apart by the names that they were given', () => {
    const named = (name: string, units: number) => ({ type: 'dense', name, units });
    const first = startedOf([flatten, named('wide', 64), named('narrow', 16), output]);
    const second = startedOf([flatten, named('narrow', 64), output]);
    expect(texts(definitionDifferences(first, second))).toEqual(['wide (dense) removed', 'narrow: units 16 → 64']);
  });

  it('finds another input', () => {
    const first = startedOf([flatten, output]);
    const second = startedOf([flatten, output], undefined, '"name": "made", "input": [28, 28, 1]');
    expect(definitionDifferences(first, second)).toEqual([
      {
        area: 'input',
        kind: 'changed',
        subject: 'input',
        first: { text: 'dataset', line: null },
        second: { text: '[28, 28, 1]', line: 2 },
      },
    ]);
  });

  it('finds what differs in the training, with a line where the copy says it', () => {
    const first = startedOf([flatten, output], {
      batchSize: 64,
      optimizer: { type: 'adamW', learningRate: 0.001, weightDecay: 0.01 },
      callbacks: [{ type: 'earlyStopping', patience: 5 }],
    });
    const second = startedOf([flatten, output], {
      optimizer: { type: 'sgd', learningRate: 0.1 },
      callbacks: ['bestCheckpoint', { type: 'earlyStopping', patience: 2 }],
      epochs: 12,
    });
    const found = definitionDifferences(first, second);
    expect(found.every(({ area }) => area === 'training')).toBe(true);
    expect(texts(found)).toEqual([
      'optimizer adamW → sgd',
      'optimizer.learningRate 0.001 → 0.1',
      'epochs 30 → 12',
      'callbacks.earlyStopping.patience 5 → 2',
      'callbacks.bestCheckpoint added',
    ]);
    expect(found.map((difference) => [difference.first?.line, difference.second?.line])).toEqual([
      [8, 7],
      [8, 7],
      [null, 9],
      [9, 8],
      [undefined, 8],
    ]);
  });

  it('names no line for what was laid over the definition', () => {
    const text = textOf([flatten, output], { epochs: 5, optimizer: { type: 'adam', clipnorm: 1 } });
    const override = readRecipe({ epochs: 7, optimizer: 'adam' }, [], () => undefined);
    const found = definitionDifferences(startedFrom(text), startedFrom(text, override));
    expect(texts(found)).toEqual(['optimizer.clipnorm 1 → none', 'epochs 5 → 7']);
    expect(found.map((difference) => [difference.first?.line, difference.second?.line])).toEqual([
      [8, null],
      [7, null],
    ]);
  });

  it('finds other data and seeds', () => {
    const first = runStarted({ definitionText: textOf([flatten, output]) });
    const second = {
      ...runStarted({
        definitionText: textOf([flatten, output]),
        seed: 1,
        checksum: 'feedbeef00',
        isSample: true,
        validationSplit: 0.1,
        limit: 500,
      }),
      engine: { ...first.engine, id: 'portable' },
    };
    expect(texts(definitionDifferences(first, second))).toEqual([
      'dataset Fashion-MNIST (5b4141f0) → Fashion-MNIST, embedded sample (feedbeef)',
      'images to train on all (640 images) → 500',
      'held out for validation 20.00 % → 10.00 %',
      'seed 0 → 1',
      'engine tensorflow → portable',
    ]);
  });

  it('goes by the record of the layers where a copy cannot be read', () => {
    const record = { from: ['x'], outputShape: [3], parameterCount: 0, macs: 0 };
    const layers = [
      { ...record, name: 'input', type: 'input', from: [], line: 1 },
      { ...record, name: 'flatten', type: 'flatten', from: ['input'], line: 3 },
      { ...record, name: 'dense', type: 'dense', from: ['flatten'], line: 4 },
    ];
    const broken = { ...runStarted({ definitionText: '{ "layers": [' }), layers };
    const whole = startedOf([flatten, { type: 'dropout', rate: 0.2 }, output]);
    const found = definitionDifferences(broken, { ...whole, recipe: broken.recipe });
    expect(found).toEqual([
      {
        area: 'layer',
        kind: 'added',
        subject: 'dropout',
        first: null,
        second: { text: 'dropout', layer: 'dropout', line: 4 },
      },
    ]);
    expect(texts(definitionDifferences(broken, { ...broken, layers: layers.slice(0, 2) }))).toEqual(['dense removed']);
  });

  it('shows names from files without what could drive a line', () => {
    const added: DefinitionDifference = {
      area: 'layer',
      kind: 'added',
      subject: 'a\u001b[2J\u202eb',
      first: null,
      second: { text: 'dense\n', layer: 'a', line: 1 },
    };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
    expect(differenceText(added)).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('tells the shipped models apart', () => {
    const shipped = (name: string) =>
      startedFrom(readFileSync(new URL(`../../../data/${name}.model.jsonc`, import.meta.url), 'utf8'));
    const [ann, relu, cnn] = [shipped('ann'), shipped('ann-relu'), shipped('cnn')];
    expect(definitionDifferences(ann, relu).map((d) => [differenceText(d), d.first?.line, d.second?.line])).toEqual([
      ['dense removed', 19, undefined],
      ['batchNormalization removed', 21, undefined],
      ['dropout removed', 23, undefined],
      ['dense: activation gelu → relu', 26, 12],
      ['batchNormalization_1 removed', 27, undefined],
      ['dropout_1 removed', 28, undefined],
      ['dense_1: activation gelu → relu', 30, 13],
      ['dropout_2 removed', 31, undefined],
    ]);
    // A whole recipe that was spelt out is the one that is taken without a word.
    expect(definitionDifferences(ann, cnn).filter(({ area }) => area !== 'layer')).toEqual([]);
    expect(definitionDifferences(ann, ann)).toEqual([]);
  });

  it('takes a moment for the longest definitions that there may be', () => {
    const many = (step: number) =>
      startedOf([
        flatten,
        ...Array.from({ length: 1990 }, (_, index) => ({ type: 'dense', units: 1 + ((index * step) % 97) })),
        output,
      ]);
    const [first, second] = [many(7), many(11)];
    const start = performance.now();
    expect(definitionDifferences(first, second).length).toBeGreaterThan(100);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  const layers = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('dense'), units: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ type: fc.constant('dropout'), rate: fc.constantFrom(0.1, 0.2) }),
      fc.constant<Layer>({ type: 'batchNormalization' }),
    ),
    { maxLength: 8 },
  );

  it('finds nothing between equal ones, and the other way round what is the other way round', () => {
    fc.assert(
      fc.property(layers, layers, (one, other) => {
        const [first, second] = [startedOf([flatten, ...one, output]), startedOf([flatten, ...other, output])];
        expect(definitionDifferences(first, first)).toEqual([]);
        const isEqual = JSON.stringify(one) === JSON.stringify(other);
        const found = definitionDifferences(first, second);
        expect(found.length === 0).toBe(isEqual);
        const surplus = (differences: readonly DefinitionDifference[]) =>
          differences.reduce((sum, { kind }) => sum + Number(kind === 'added') - Number(kind === 'removed'), 0);
        expect(surplus(found)).toBe(other.length - one.length);
        expect(surplus(definitionDifferences(second, first))).toBe(one.length - other.length);
      }),
    );
  });

  it('finds just what was put in, with the line where it stands', () => {
    fc.assert(
      fc.property(layers, fc.nat(8), (given, place) => {
        const at = Math.min(place, given.length);
        const added = { type: 'layerNormalization' };
        const second = [flatten, ...given.slice(0, at), added, ...given.slice(at), output];
        const found = definitionDifferences(startedOf([flatten, ...given, output]), startedOf(second));
        expect(found).toEqual([
          {
            area: 'layer',
            kind: 'added',
            subject: 'layerNormalization',
            first: null,
            second: { text: 'layerNormalization', layer: 'layerNormalization', line: 3 + second.indexOf(added) },
          },
        ]);
      }),
    );
  });
});

describe('alignSequences', () => {
  const likeness = {
    of: (one: string, other: string) => (one === other ? 1 : 0),
    isSame: (one: string, other: string) => one === other,
  };

  it('keeps all items in order, and pairs as many as a longest common subsequence has', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 });
    const longest = (one: string[], other: string[]): number => {
      const [head, ...rest] = one;
      if (head === undefined) return 0;
      const at = other.indexOf(head);
      return Math.max(longest(rest, other), at < 0 ? 0 : 1 + longest(rest, other.slice(at + 1)));
    };
    fc.assert(
      fc.property(words, words, (one, other) => {
        const pairs = alignSequences(one, other, likeness);
        expect(pairs.flatMap(({ first }) => first ?? [])).toEqual(one);
        expect(pairs.flatMap(({ second }) => second ?? [])).toEqual(other);
        const together = pairs.filter(({ first, second }) => first !== undefined && second !== undefined);
        expect(together.every(({ first, second }) => first === second)).toBe(true);
        expect(together).toHaveLength(longest(one, other));
      }),
    );
  });
});
