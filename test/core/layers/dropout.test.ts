import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerTypeByName } from '../../../src/core/layers/index.js';
import { buildLayer, evaluateLayer } from '../../support/layerProgram.js';
import { type Tensor, tensorOf } from '../../support/referenceOps/tensor.js';

function dropped(
  type: 'dropout' | 'spatialDropout2d',
  rate: number,
  shape: readonly number[],
  batch: number,
  seed: readonly [number, number],
): Tensor {
  const built = buildLayer(layerTypeByName(type), { rate }, [shape], 'training', seed);
  const [output] = evaluateLayer([built.output], [tensorOf([batch, ...shape], () => 1)]);
  if (output === undefined) throw new Error('no output');
  return output;
}

function fractionOfZeros(tensor: Tensor): number {
  return tensor.data.filter((value) => value === 0).length / tensor.data.length;
}

describe('dropout in training', () => {
  it('zeroes about its rate and scales the rest so that the mean stays', () => {
    const count = 4000;
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.integer(), (rate, seed) => {
        const output = dropped('dropout', rate, [count / 4], 4, [seed, 3]);
        // Six standard deviations of a binomial fraction.
        expect(Math.abs(fractionOfZeros(output) - rate)).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / count));
        for (const value of output.data) if (value !== 0) expect(value).toBeCloseTo(1 / (1 - rate), 4);
      }),
      { numRuns: 25 },
    );
  });

  it('differs from step to step and repeats with the same seed and step', () => {
    const first = dropped('dropout', 0.5, [200], 1, [9, 1]);
    expect(dropped('dropout', 0.5, [200], 1, [9, 1]).data).toEqual(first.data);
    expect(dropped('dropout', 0.5, [200], 1, [9, 2]).data).not.toEqual(first.data);
    expect(dropped('dropout', 0.5, [200], 1, [8, 1]).data).not.toEqual(first.data);
  });

  it('takes one random stream, and none at rate 0', () => {
    for (const type of ['dropout', 'spatialDropout2d']) {
      const shapes = [[2, 2, 3]];
      expect(buildLayer(layerTypeByName(type), { rate: 0.5 }, shapes, 'training').streams).toBe(1);
      expect(buildLayer(layerTypeByName(type), { rate: 0 }, shapes, 'training').streams).toBe(0);
      expect(buildLayer(layerTypeByName(type), { rate: 0.5 }, shapes, 'inference').streams).toBe(0);
    }
  });

  it('drops whole channels when spatial', () => {
    const [batch, height, width, channels] = [8, 3, 2, 50];
    const output = dropped('spatialDropout2d', 0.4, [height, width, channels], batch, [5, 1]);
    for (let image = 0; image < batch; image += 1)
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (pixel: number) => output.data[(image * height * width + pixel) * channels + channel];
        for (let pixel = 1; pixel < height * width; pixel += 1) expect(at(pixel)).toBe(at(0));
      }
    const deviation = Math.sqrt((0.4 * 0.6) / (batch * channels));
    expect(Math.abs(fractionOfZeros(output) - 0.4)).toBeLessThan(6 * deviation);
  });
});
