import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statelessUniform } from '../../../src/core/random.js';
import { loadBackend } from '../../../src/engines/portable/backend.js';
import { erfDenominator, erfNumerator } from '../../../src/engines/portable/simd/gelu.js';
import { erf } from '../../support/referenceOps/activation.js';

/** Runs a loop over copies of arrays in the engine's memory and returns what it left in each. */
async function withMemory(
  arrays: readonly Float32Array[],
  run: (offsets: readonly number[], simd: Awaited<ReturnType<typeof loadBackend>>['simd']) => void,
): Promise<Float32Array[]> {
  const { module, simd } = await loadBackend();
  const offsets = arrays.map((array) => module._malloc(array.byteLength));
  const views = () => arrays.map((array, i) => new Float32Array(module.HEAPU8.buffer, offsets[i], array.length));
  views().forEach((view, i) => {
    view.set(arrays[i] ?? []);
  });
  run(offsets, simd);
  const results = views().map((view) => view.slice());
  for (const offset of offsets) module._free(offset);
  return results;
}

const grid = Float32Array.from({ length: 20_001 }, (_, i) => -10 + i / 1000);

describe('the vector loops', () => {
  it('approximate the error function to 1e-7, before float32 rounds', () => {
    const polynomial = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);
    const errors = Array.from({ length: 12_001 }, (_, i) => {
      const x = -6 + i / 1000;
      const bounded = Math.max(-4, Math.min(4, x));
      const value = (bounded * polynomial(erfNumerator, bounded ** 2)) / polynomial(erfDenominator, bounded ** 2);
      return Math.abs(value - erf(x));
    });
    expect(Math.max(...errors)).toBeLessThan(1e-7);
  });

  it('compute GELU, its gradient and the exponential function to float32 accuracy', async () => {
    const [x, gelu, slope, power] = (await withMemory(
      [grid, grid, grid, grid],
      ([x = 0, gelu = 0, slope = 0, power = 0], simd) => {
        simd.geluGradient(gelu, x, slope, 4 * grid.length);
        simd.gelu(x, gelu, 4 * grid.length);
        simd.exponential(x, power, 4 * grid.length);
      },
    )) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const apart = (actual: Float32Array, expected: (x: number) => number) =>
      Math.max(
        ...x.map(
          (value, i) => Math.abs((actual[i] ?? Number.NaN) - expected(value)) / Math.max(1, Math.abs(expected(value))),
        ),
      );
    const distribution = (value: number) => 0.5 * (1 + erf(value / Math.SQRT2));
    const density = (value: number) => Math.exp(-0.5 * value * value) / Math.sqrt(2 * Math.PI);
    expect(apart(gelu, (value) => value * distribution(value))).toBeLessThan(1e-6);
    // The gradient that came in was the grid itself.
    expect(apart(slope, (value) => value * (distribution(value) + value * density(value)))).toBeLessThan(1e-6);
    expect(apart(power, Math.exp)).toBeLessThan(3e-7);
  });

  it('draw the random numbers of TensorFlow', async () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    await fc.assert(
      fc.asyncProperty(word, word, word, fc.integer({ min: 1, max: 70 }), async (low, high, step, count) => {
        const [mask = []] = await withMemory([new Float32Array(count)], ([output = 0], simd) =>
          simd.dropoutMask(output, Math.ceil(count / 4), low, high, step, 0.5, 2),
        );
        const uniform = statelessUniform(count, [low >>> 0, high >>> 0], [0, 0, step >>> 0, 0]);
        expect([...mask]).toEqual([...uniform].map((value) => (value >= 0.5 ? 2 : 0)));
      }),
      { numRuns: 60 },
    );
  });

  it('sum columns of any number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), async (columns, rows) => {
        const x = Float32Array.from({ length: columns * rows }, (_, i) => (i * 37) % 101);
        const [, sums = []] = await withMemory([x, new Float32Array(columns)], ([from = 0, to = 0], simd) =>
          simd.columnSums(from, to, 4 * x.length, 4 * columns),
        );
        const expected = Array.from({ length: columns }, (_, column) =>
          x.filter((_, i) => i % columns === column).reduce((sum, value) => sum + value, 0),
        );
        expect([...sums]).toEqual(expected);
      }),
    );
  });
});
