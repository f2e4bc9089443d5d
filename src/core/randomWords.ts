import { philoxWords, streamKey } from './random.js';

/** Whole numbers from a stream, made for millions of them. */
export interface RandomWords {
  /** In 0..bound−1, all equally likely; `bound` in 1..2¹⁶. */
  short(bound: number): number;
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
  const word = (): number => {
    if (used === BLOCK) {
      philoxWords(words, key, block);
      block += BLOCK / 4;
      used = 0;
    }
    used += 1;
    return words[used - 1] ?? 0;
  };
  const half = (): number => {
    hasRest = !hasRest;
    if (!hasRest) return rest;
    const next = word();
    rest = next >>> 16;
    return next & 0xffff;
  };
  return {
    short(bound) {
      let product = half() * bound;
      if ((product & 0xffff) < bound) {
        const limit = 0x10000 % bound;
        while ((product & 0xffff) < limit) product = half() * bound;
      }
      return Math.floor(product / 0x10000);
    },
    long(bound) {
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let value = word();
      while (value >= limit) value = word();
      return value % bound;
    },
  };
}
