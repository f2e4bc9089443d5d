import { describe, expect, it } from 'vitest';
import { estimatePair, intervalAt } from '../../../src/core/comparison/pairEstimate.js';
import type { SampleColumns } from '../../../src/core/samples/sampleColumns.js';

/** Results of images of class 0: `1` is right, `0` is not, `-` has no prediction. */
function results(text: string): SampleColumns {
  const count = text.length;
  const none = new Float32Array(count);
  const predicted = Int16Array.from(text, (letter) => (letter === '1' ? 0 : letter === '0' ? 1 : -1));
  const columns = { probability: none, trueProbability: none, margin: none, loss: none, squaredError: none };
  return { count, classCount: 2, labels: new Uint16Array(count), predicted, ...columns };
}

const pair = (from: string, to: string, times = 1) => ({
  from: results(from.repeat(times)),
  to: results(to.repeat(times)),
});

describe('the estimate of a pair', () => {
  it('has the variances of the means of images and of seeds', () => {
    // Differences by seed: 0.5, 0.25, 0; by image: 2/3, 0, 1/3, 0.
    const estimate = estimatePair([pair('0000', '1010', 5), pair('0010', '1010', 5), pair('1-11', '1011', 5)]);
    expect(estimate?.difference).toBeCloseTo(0.25, 12);
    expect(estimate?.seeds).toEqual({ variance: expect.closeTo(0.0625 / 3, 12), count: 3 });
    const images = [2 / 3, 0, 1 / 3, 0].reduce((sum, value) => sum + 5 * (value - 0.25) ** 2, 0) / 19 / 20;
    expect(estimate?.images).toEqual({ variance: expect.closeTo(images, 12), count: 20 });
  });

  it('needs two seeds, two images, and the same images', () => {
    expect(estimatePair([])).toBeUndefined();
    expect(estimatePair([pair('01', '11')])).toBeUndefined();
    expect(estimatePair([pair('0', '1'), pair('0', '1')])).toBeUndefined();
    expect(() => estimatePair([pair('01', '11'), pair('011', '111')])).toThrow(RangeError);
  });

  it('does not take it for certain that nothing changes because nothing has', () => {
    const still = estimatePair([pair('0111', '0111'), pair('0111', '0111'), pair('0111', '0111')]);
    expect(still).toMatchObject({ difference: 0, images: { variance: 1 / 16 }, seeds: { variance: 0 } });
    expect(still && intervalAt(still, 0.95).high).toBeGreaterThan(0.5);
  });

  it('has an interval of each source at its own degrees of freedom', () => {
    const of = (images: number, seeds: number, confidence = 0.95) =>
      intervalAt(
        { difference: 0.1, images: { variance: images, count: 11 }, seeds: { variance: seeds, count: 3 } },
        confidence,
      );
    // Student's t, two-sided 95 %: 2.228139 for 10 degrees of freedom, 4.302653 for 2; 99 %: 9.924843 for 2.
    expect(of(1e-4, 0).high).toBeCloseTo(0.1 + 0.02228139, 7);
    expect(of(0, 1e-4).low).toBeCloseTo(0.1 - 0.04302653, 7);
    expect(of(0, 1e-4, 0.99).low).toBeCloseTo(0.1 - 0.09924843, 7);
    expect(of(1e-4, 1e-4).high).toBeCloseTo(0.1 + Math.hypot(0.02228139, 0.04302653), 7);
    expect(of(1, 1)).toEqual({ low: -1, high: 1 });
  });
});
