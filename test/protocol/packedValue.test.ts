import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packValue, unpackValue } from '../../src/protocol/packedValue.js';

const array = fc.oneof(
  fc.uint8Array({ maxLength: 9 }),
  fc.uint16Array({ maxLength: 9 }),
  fc.uint32Array({ maxLength: 9 }),
  fc.int16Array({ maxLength: 9 }),
  fc.float32Array({ maxLength: 9 }),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    array,
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('packValue', () => {
  it('gives back what was packed, typed arrays too', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(unpackValue(packValue(given))).toEqual(given);
      }),
    );
  });

  it('keeps NaN in arrays, and writes null for it elsewhere', () => {
    const packed = packValue({ loss: Number.NaN, column: new Float32Array([Number.NaN, 1]) });
    expect(unpackValue(packed)).toEqual({ loss: null, column: new Float32Array([Number.NaN, 1]) });
  });

  it('reads bytes that begin anywhere in a multiple of four', () => {
    const packed = packValue({ a: new Float32Array([0.5]) });
    const within = new Uint8Array(packed.length + 8);
    within.set(packed, 8);
    expect(unpackValue(within.subarray(8))).toEqual({ a: new Float32Array([0.5]) });
  });

  it('refuses arrays that it cannot bring back', () => {
    expect(() => packValue([new Float64Array(1)])).toThrow('A Float64Array cannot be packed.');
  });
});
