import { philoxWords, streamKey } from './random.js';

/** Whole numbers from a stream, made for millions of them. */
export interface RandomWords {
  /** In 0..bound−1, all equally likely; `bound` in 1..2¹⁶. */
  short(bound: number): number;
  /** Fills `numbers` with what as many calls of `short` would give: several times as quick. */
  shorts(bound: number, numbers: Uint16Array): void;
  /** Likewise; `bound` in 1..2³². */
  long(bound: number): number;
}

/** Words made at a time. */
const BLOCK = 4096;

/**
 * The numbers of a named stream under a seed, in blocks: ten times as quick as `randomStream`, and no numbers of its: the
 * counter's fourth word is 1. Bounds by D. Lemire, Fast random integer generation in an interval, ACM Transactions on
 * Modeling and Computer Simulation 29 (2019). @throws RangeError unless the seed is a whole number in 0..2³²−1.
 */
export function randomWords(seed: number, name: string): RandomWords {
  const key = streamKey(seed, name);
  const words = new Uint32Array(BLOCK);
  let [used, block, rest, hasRest] = [BLOCK, 0, 0, false];
  const makeWords = (): void => {
    philoxWords(words, key, block);
    block += BLOCK / 4;
    used = 0;
  };
  const word = (): number => {
    if (used === BLOCK) makeWords();
    used += 1;
    return words[used - 1] ?? 0;
  };
  const one = new Uint16Array(1);
  const shorts = (bound: number, numbers: Uint16Array): void => {
    const limit = 0x10000 % bound;
    for (let place = 0; place < numbers.length; place += 1) {
      let product = 0;
      do {
        // Half a word at a time, the lower one first.
        if (hasRest) product = Math.imul(rest, bound);
        else {
          if (used === BLOCK) makeWords();
          const next = words[used] ?? 0;
          used += 1;
          rest = next >>> 16;
          product = Math.imul(next & 0xffff, bound);
        }
        hasRest = !hasRest;
      } while ((product & 0xffff) < limit);
      numbers[place] = product >>> 16;
    }
  };
  return {
    short(bound) {
      shorts(bound, one);
      return one[0] ?? 0;
    },
    shorts,
    long(bound) {
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let value = word();
      while (value >= limit) value = word();
      return value % bound;
    },
  };
}
