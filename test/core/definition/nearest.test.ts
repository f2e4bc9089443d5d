import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/core/definition/nearest.js';

describe('nearest', () => {
  it.each([
    ['sotfmax', 'softmax'],
    ['Dense', 'dense'],
    ['conv2D', 'conv2d'],
    ['batchNormalisation', 'batchNormalization'],
    ['flaten', 'flatten'],
    ['x', undefined],
    ['quux', undefined],
    ['', undefined],
    ['dense'.repeat(20), undefined],
  ])('%s → %s', (word, found) => {
    expect(nearest(word, ['dense', 'conv2d', 'flatten', 'softmax', 'batchNormalization'])).toBe(found);
  });

  it('finds a word again after any one mistake', () => {
    const candidates = ['kernelSize', 'kernelInitializer', 'activation', 'learningRate', 'weightDecay'];
    const mistake = fc.record({
      word: fc.constantFrom(...candidates),
      place: fc.nat(20),
      kind: fc.constantFrom('drop', 'double', 'swap', 'replace'),
    });
    fc.assert(
      fc.property(mistake, ({ word, place, kind }) => {
        const at = place % (word.length - 1);
        const [head, here, next, tail] = [word.slice(0, at), word[at] ?? '', word[at + 1] ?? '', word.slice(at + 2)];
        const spelt = {
          drop: head + next + tail,
          double: head + here + here + next + tail,
          swap: head + next + here + tail,
          replace: `${head}_${next}${tail}`,
        }[kind];
        expect(nearest(spelt, candidates)).toBe(word);
      }),
    );
  });

  it('gives the same as without its short cuts', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 4 }), (given, candidates) => {
        const limit = Math.max(1, Math.floor(given.length / 3));
        const distances = candidates.map((candidate) => alignmentDistance(given, candidate));
        const least = Math.min(...distances);
        expect(nearest(given, candidates)).toBe(least <= limit ? candidates[distances.indexOf(least)] : undefined);
      }),
    );
  });
});

/** Optimal string alignment by its recursive definition. */
function alignmentDistance(a: string, b: string): number {
  const known = new Map<string, number>();
  const distance = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i},${j}`;
    const stored = known.get(key);
    if (stored !== undefined) return stored;
    const cost = a[i - 1] === b[j - 1] ? 0 : 1;
    let least = Math.min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + cost);
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
      least = Math.min(least, distance(i - 2, j - 2) + 1);
    known.set(key, least);
    return least;
  };
  return distance(a.length, b.length);
}
