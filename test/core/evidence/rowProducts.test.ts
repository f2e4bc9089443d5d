import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyInPlace, inverseDiagonal, solvedNorms } from '../../../src/core/evidence/cholesky.js';
import { rowProducts, transposed } from '../../../src/core/evidence/rowProducts.js';
import { randomStream } from '../../../src/core/random.js';

const size = fc.integer({ min: 1, max: 11 });
const random = randomStream(6, 'products');
const made = (count: number) => Float64Array.from({ length: count }, () => random.normal());
const plainly = (a: Float64Array, aCount: number, b: Float64Array, bCount: number, length: number) =>
  Array.from({ length: aCount * bCount }, (_, at) => {
    const [row, column] = [Math.floor(at / bCount), at % bCount];
    let sum = 0;
    for (let k = 0; k < length; k += 1) sum += (a[row * length + k] ?? 0) * (b[column * length + k] ?? 0);
    return sum;
  });

describe('products of rows', () => {
  it('are those of the definition, of any size', () => {
    fc.assert(
      fc.property(size, size, size, (aCount, bCount, length) => {
        const [a, b] = [made(aCount * length), made(bCount * length)];
        const products = rowProducts(a, aCount, b, bCount, length);
        expect(products).toHaveLength(aCount * bCount);
        plainly(a, aCount, b, bCount, length).forEach((value, at) => {
          expect(products[at]).toBeCloseTo(value, 10);
        });
        const own = rowProducts(a, aCount, a, aCount, length, true);
        plainly(a, aCount, a, aCount, length).forEach((value, at) => {
          if (at % aCount <= Math.floor(at / aCount)) expect(own[at]).toBeCloseTo(value, 10);
        });
        expect(transposed(transposed(a, aCount, length), length, aCount)).toEqual(a);
      }),
      { numRuns: 30 },
    );
  });

  it('have a factor whose inverse gives norms and diagonal', () => {
    fc.assert(
      fc.property(size, size, (count, features) => {
        const vectors = made(count * features);
        const columns = transposed(vectors, count, features);
        const gram = rowProducts(columns, features, columns, features, count, true);
        for (let i = 0; i < features; i += 1) gram[i * features + i] = (gram[i * features + i] ?? 0) + 1;
        expect(choleskyInPlace(gram, features)).toBe(true);
        const diagonal = inverseDiagonal(gram, features);
        const units = Float64Array.from({ length: features ** 2 }, (_, at) => Number(at % (features + 1) === 0));
        solvedNorms(gram, features, units, features).forEach((norm, at) => {
          expect(norm).toBeCloseTo(diagonal[at] ?? Number.NaN, 10);
        });
        // Σ ‖L⁻¹x‖² = trace of (XᵀX + I)⁻¹XᵀX = features − trace of (XᵀX + I)⁻¹
        const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
        expect(sum(solvedNorms(gram, features, vectors, count))).toBeCloseTo(features - sum(diagonal), 9);
      }),
      { numRuns: 30 },
    );
  });
});
