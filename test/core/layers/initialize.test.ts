import { describe, expect, it } from 'vitest';
import { fansOf, initialize } from '../../../src/core/layers/initialize.js';
import { type Initializer, initializerNames } from '../../../src/core/layers/initializer.js';

/** 3 · 3 · 16 = 144 in, 3 · 3 · 96 = 864 out. */
const shape = [3, 3, 16, 96] as const;

/** Standard deviation and, where there is one, the bound of the values. */
const expected: Readonly<Record<Exclude<Initializer, 'zeros' | 'ones'>, { deviation: number; bound?: number }>> = {
  glorotUniform: { deviation: Math.sqrt(2 / 1008), bound: Math.sqrt(6 / 1008) },
  glorotNormal: { deviation: Math.sqrt(2 / 1008), bound: (2 * Math.sqrt(2 / 1008)) / 0.8796 },
  heUniform: { deviation: Math.sqrt(2 / 144), bound: Math.sqrt(6 / 144) },
  heNormal: { deviation: Math.sqrt(2 / 144), bound: (2 * Math.sqrt(2 / 144)) / 0.8796 },
  lecunUniform: { deviation: Math.sqrt(1 / 144), bound: Math.sqrt(3 / 144) },
  lecunNormal: { deviation: Math.sqrt(1 / 144), bound: (2 * Math.sqrt(1 / 144)) / 0.8796 },
  randomUniform: { deviation: 0.05 / Math.sqrt(3), bound: 0.05 },
  randomNormal: { deviation: 0.05 },
  truncatedNormal: { deviation: 0.05 * 0.8796, bound: 0.1 },
};

describe('fansOf', () => {
  it.each([
    [[], 1, 1],
    [[7], 7, 7],
    [[784, 384], 784, 384],
    [[3, 3, 32, 64], 288, 576],
    [[5, 3, 8, 2], 120, 30],
  ])('counts %j as Keras does', (of, fanIn, fanOut) => {
    expect(fansOf(of)).toEqual({ fanIn, fanOut });
  });
});

describe('initialize', () => {
  it.each(Object.entries(expected))('%s has its spread', (initializer, { deviation, bound }) => {
    const values = initialize({ shape, initializer: initializer as Initializer }, 5, 'conv/kernel');
    expect(values).toHaveLength(3 * 3 * 16 * 96);
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
    // Five standard errors of the mean; the deviation within 3 %.
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
    expect(Math.abs(Math.sqrt(variance) / deviation - 1)).toBeLessThan(0.03);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (bound === undefined) expect(largest).toBeGreaterThan(3 * deviation);
    else {
      expect(largest).toBeLessThanOrEqual(bound * 1.0001);
      expect(largest).toBeGreaterThan(bound * 0.98);
    }
  });

  it('fills zeros and ones', () => {
    expect([...initialize({ shape: [2], initializer: 'zeros' }, 1, 'a')]).toEqual([0, 0]);
    expect([...initialize({ shape: [1, 2], initializer: 'ones' }, 1, 'a')]).toEqual([1, 1]);
  });

  it.each(initializerNames.filter((name) => name !== 'zeros' && name !== 'ones'))(
    '%s repeats with the seed and the name, and differs with either',
    (initializer) => {
      const spec = { shape: [4, 4], initializer };
      const values = initialize(spec, 1, 'dense/kernel');
      expect(initialize(spec, 1, 'dense/kernel')).toEqual(values);
      expect(initialize(spec, 2, 'dense/kernel')).not.toEqual(values);
      expect(initialize(spec, 1, 'dense2/kernel')).not.toEqual(values);
    },
  );
});
