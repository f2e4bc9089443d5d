import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHalf, encodeHalf } from '../../src/features/halfFloats.js';

function throughHalf(value: number): number {
  const into = new Float32Array(1);
  decodeHalf(encodeHalf(Float32Array.of(value)), into);
  return into[0] as number;
}

/** The number of half precision that is nearest, ties to even: by its definition. */
function nearestHalf(value: number): number {
  const single = Math.fround(value);
  const magnitude = Math.abs(single);
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const unit = 2 ** (exponent - 10);
  const [below, rest] = [Math.floor(magnitude / unit), (magnitude / unit) % 1];
  const units = rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
  return Math.sign(single) * Math.min(65_504, units * unit);
}

describe('half precision', () => {
  it('keeps every number that it has, bit by bit', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, half) => half).filter((half) => (half & 0x7c00) !== 0x7c00);
    const values = new Float32Array(all.length);
    decodeHalf(all, values);
    expect(encodeHalf(values)).toEqual(all);
  });

  it('rounds to the nearest, ties to even', () => {
    expect(throughHalf(1 + 2 ** -11)).toBe(1);
    expect(throughHalf(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    fc.assert(
      fc.property(fc.double({ min: -70_000, max: 70_000, noNaN: true }), (value) => {
        if (Math.fround(value) !== 0) expect(throughHalf(value)).toBe(nearestHalf(value));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e-3, noNaN: true }), (value) => {
        expect(throughHalf(value)).toBe(nearestHalf(value));
      }),
    );
  });

  it('has no infinity where there was none, and keeps what is not a number', () => {
    expect(throughHalf(65_519)).toBe(65_504);
    expect(throughHalf(1e30)).toBe(65_504);
    expect(throughHalf(Number.NEGATIVE_INFINITY)).toBe(-65_504);
    expect(throughHalf(Number.NaN)).toBeNaN();
  });

  it('takes a part of a larger array', () => {
    const into = new Float32Array(5);
    decodeHalf(encodeHalf(Float32Array.of(9, 1, 2).subarray(1)), into, 2);
    expect([...into]).toEqual([0, 0, 1, 2, 0]);
  });
});
