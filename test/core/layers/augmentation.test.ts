import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/core/definition/options.js';
import { layerTypeByName, layerTypes } from '../../../src/core/layers/index.js';
import { buildLayer, evaluateLayer } from '../../support/layerProgram.js';
import { at, type Tensor, tensorOf } from '../../support/referenceOps/tensor.js';

const IMAGES = 400;

function built(type: string, options: Readonly<Record<string, unknown>>, shape: readonly number[], step = 1) {
  const layer = layerTypeByName(type);
  const read = readOptions(layer.options, options, [], ({ message }) => expect.fail(message), []);
  return buildLayer(layer, read ?? {}, [shape], 'training', [5, step]);
}

function applied(type: string, options: Readonly<Record<string, unknown>>, images: Tensor, step = 1): Tensor {
  const { output } = built(type, options, images.shape.slice(1), step);
  return evaluateLayer([output], [images])[0] as Tensor;
}

/** Images of one row: 1, 2, 3, 4. */
const rows = tensorOf([IMAGES, 1, 4, 1], ([, , column = 0]) => column + 1);

function rowsOf(images: Tensor): string[] {
  return Array.from({ length: images.shape[0] ?? 0 }, (_, i) => [...images.data.subarray(i * 4, i * 4 + 4)].join(' '));
}

const randomLayers = layerTypes.filter(({ randomInTraining }) => randomInTraining);

it('knows which layers are random in training', () => {
  expect(randomLayers.map(({ type }) => type)).toEqual([
    'dropout',
    'spatialDropout2d',
    'randomFlip',
    'randomTranslation',
    'randomRotation',
    'randomZoom',
    'randomContrast',
    'randomErasing',
    'mixup',
  ]);
});

it.each([
  ['randomFlip', {}],
  ['randomTranslation', { heightFactor: 0.2, widthFactor: 0.2 }],
  ['randomRotation', { factor: 0.1 }],
  ['randomZoom', { heightFactor: 0.3 }],
  ['randomContrast', { factor: 0.4 }],
  ['randomErasing', {}],
  ['mixup', { alpha: 1 }],
])('%s differs from step to step and repeats with the same seed and step', (type, options) => {
  const images = tensorOf([8, 6, 6, 1], (index, flat) => ((flat * 37) % 101) + (index[0] ?? 0));
  const first = applied(type, options, images);
  expect(applied(type, options, images).data).toEqual(first.data);
  expect(applied(type, options, images, 2).data).not.toEqual(first.data);
  expect(first.data).not.toEqual(images.data);
});

describe('randomFlip', () => {
  it('mirrors every other image, and nothing else', () => {
    const found = rowsOf(applied('randomFlip', { mode: 'horizontal' }, rows));
    expect(new Set(found)).toEqual(new Set(['1 2 3 4', '4 3 2 1']));
    const mirrored = found.filter((row) => row.startsWith('4')).length / IMAGES;
    expect(Math.abs(mirrored - 0.5)).toBeLessThan(0.15);
    expect(new Set(rowsOf(applied('randomFlip', { mode: 'vertical' }, rows)))).toEqual(new Set(['1 2 3 4']));
  });
});

describe('randomTranslation', () => {
  it('moves by whole pixels with nearest, and brings in what fillMode says', () => {
    const options = {
      heightFactor: 0,
      widthFactor: 0.25,
      interpolation: 'nearest',
      fillMode: 'constant',
      fillValue: 9,
    };
    expect(new Set(rowsOf(applied('randomTranslation', options, rows)))).toEqual(
      new Set(['1 2 3 4', '9 1 2 3', '2 3 4 9']),
    );
  });
});

describe('randomContrast', () => {
  it('keeps the mean and stays within valueRange', () => {
    const images = tensorOf([50, 2, 2, 1], (_, flat) => 100 + (flat % 4) * 10);
    const { data } = applied('randomContrast', { factor: 0.5 }, images);
    const spreads = Array.from({ length: 50 }, (_, i) => {
      const [a = 0, b = 0, c = 0, d = 0] = data.subarray(i * 4, i * 4 + 4);
      expect((a + b + c + d) / 4).toBeCloseTo(115, 4);
      return (d - a) / 30;
    });
    expect(Math.min(...spreads)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...spreads)).toBeLessThanOrEqual(1.5);
    expect(Math.max(...spreads) - Math.min(...spreads)).toBeGreaterThan(0.7);
    const clipped = applied('randomContrast', { factor: [0, 1], valueRange: [105, 125] }, images);
    expect(Math.min(...clipped.data)).toBe(105);
    expect(Math.max(...clipped.data)).toBe(125);
  });
});

describe('randomErasing', () => {
  const images = tensorOf([IMAGES, 10, 8, 2], () => -1);

  it('covers one rectangle of about rate of the images', () => {
    const covered = applied('randomErasing', { rate: 0.3, scale: [0.1, 0.4], fillValue: 7 }, images);
    let changed = 0;
    for (let image = 0; image < IMAGES; image += 1) {
      const isCovered = (y: number, x: number) => at(covered, [image, y, x, 0]) === 7;
      const ys = Array.from({ length: 10 }, (_, y) => y).filter((y) =>
        [0, 1, 2, 3, 4, 5, 6, 7].some((x) => isCovered(y, x)),
      );
      const xs = Array.from({ length: 8 }, (_, x) => x).filter((x) => ys.some((y) => isCovered(y, x)));
      if (ys.length === 0) continue;
      changed += 1;
      expect(ys.length).toBe((ys.at(-1) ?? 0) - (ys[0] ?? 0) + 1);
      expect(xs.length).toBe((xs.at(-1) ?? 0) - (xs[0] ?? 0) + 1);
      expect(ys.every((y) => xs.every((x) => isCovered(y, x)))).toBe(true);
      // √0.1 to √0.4 of each side, and the pixels that touch it.
      expect(ys.length).toBeGreaterThanOrEqual(3);
      expect(ys.length).toBeLessThanOrEqual(7);
    }
    expect(Math.abs(changed / IMAGES - 0.3)).toBeLessThan(0.15);
  });

  it('fills with other values in each pixel and channel by default', () => {
    const { data } = applied('randomErasing', { rate: 1, valueRange: [0, 1] }, images);
    const filled = data.filter((value) => value !== -1);
    expect(new Set(filled).size).toBeGreaterThan(filled.length * 0.99);
    expect(Math.min(...filled)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...filled)).toBeLessThan(1);
  });
});

describe('mixup', () => {
  it('mixes each sample with the one before it, as it tells the loss', () => {
    const layer = built('mixup', { alpha: 1 }, [1]);
    const samples = tensorOf([IMAGES, 1], ([sample = 0]) => sample * sample);
    const [mixed, own] = evaluateLayer([layer.output, ...layer.mixing], [samples]) as [Tensor, Tensor];
    expect(layer.mixing).toHaveLength(1);
    own.data.forEach((weight, sample) => {
      expect(weight).toBeGreaterThanOrEqual(0.5);
      const before = samples.data[(sample + IMAGES - 1) % IMAGES] ?? 0;
      const expected = weight * (samples.data[sample] ?? 0) + (1 - weight) * before;
      expect(mixed.data[sample]).toBeCloseTo(expected, 6);
    });
    const mean = own.data.reduce((sum, weight) => sum + weight, 0) / IMAGES;
    expect(mean).toBeGreaterThan(0.7);
    expect(mean).toBeLessThan(0.8);
  });
});
