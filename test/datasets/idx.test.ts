import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { encodeIdx, type IdxArray, type IdxElementType, parseIdx, parseIdxHeader } from '../../src/datasets/idx.js';

const bytesOf: Record<IdxElementType, number> = { uint8: 1, int8: 1, int16: 2, int32: 4 };

const idxArray: fc.Arbitrary<IdxArray> = fc
  .tuple(
    fc.constantFrom<IdxElementType>('uint8', 'int8', 'int16', 'int32'),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  )
  .chain(([elementType, shape]) => {
    const length = shape.reduce((product, size) => product * size, bytesOf[elementType]);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): IdxArray => ({ elementType, shape, data }));
  });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DatasetError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('parseIdx', () => {
  it('reads back what encodeIdx wrote', () => {
    fc.assert(
      fc.property(idxArray, (array) => {
        expect(parseIdx(encodeIdx(array), 'file')).toEqual(array);
      }),
    );
  });

  it('gives an array or a DatasetError for damaged files, nothing else', () => {
    const damage = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(idxArray, damage, fc.nat(60), fc.uint8Array({ maxLength: 4 }), (array, changes, length, tail) => {
        const whole = Uint8Array.from([...encodeIdx(array).subarray(0, length), ...tail]);
        for (const [at, value] of changes) if (at < whole.length) whole[at] = value;
        try {
          const { shape, data, elementType } = parseIdx(whole, 'file');
          expect(data.length).toBe(shape.reduce((product, size) => product * size, bytesOf[elementType]));
        } catch (error) {
          expect(error).toBeInstanceOf(DatasetError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads the example of the format', () => {
    const bytes = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6]);
    expect(parseIdx(bytes, 'file')).toEqual({
      elementType: 'uint8',
      shape: [1, 2, 2],
      data: Uint8Array.from([9, 8, 7, 6]),
    });
  });

  it.each([
    ['nothing', [], 'truncated'],
    ['half a magic number', [0, 0], 'truncated'],
    ['a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], 'not-idx'],
    ['an unknown element type', [0, 0, 7, 1, 0, 0, 0, 1, 5], 'not-idx'],
    ['floats', [0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0], 'element-type'],
    ['no dimensions', [0, 0, 8, 0, 1], 'rank'],
    ['five dimensions', [0, 0, 8, 5, ...new Array(20).fill(1)], 'rank'],
    ['half a header', [0, 0, 8, 3, 0, 0, 0, 1, 0, 0], 'truncated'],
    ['no images', [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28], 'empty'],
    ['images of 0×0', [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0], 'empty'],
    ['images of 65535×65535', [0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 255, 255, 0, 0, 255, 255, 1], 'too-large'],
    ['every dimension at its limit', [0, 0, 12, 4, ...new Array(16).fill(255)], 'too-large'],
    ['one byte too few', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], 'truncated'],
    ['one byte too many', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3, 4], 'trailing-bytes'],
  ])('refuses %s', (_, bytes, code) => {
    expect(codeOf(() => parseIdx(Uint8Array.from(bytes), 'file'))).toBe(code);
  });

  it('says which file, what was expected, what came and what to do', () => {
    const work = () => parseIdx(Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 3, 1, 2]), '/data/labels');
    expect(work).toThrow(
      '/data/labels: ends too early (expected 11 bytes for 3, received 10 bytes). Get the file again from where it was published.',
    );
  });
});

describe('parseIdxHeader', () => {
  it('needs the header alone', () => {
    const header = encodeIdx({ elementType: 'uint8', shape: [60000, 28, 28], data: new Uint8Array() });
    expect(parseIdxHeader(header, 'file')).toEqual({
      elementType: 'uint8',
      shape: [60000, 28, 28],
      dataOffset: 16,
      fileBytes: 47_040_016,
    });
  });
});
