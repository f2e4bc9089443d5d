/**
 * Random numbers that depend on nothing but a seed, the name of what they are for, and a count: the same on every
 * machine, in whatever order streams are used.
 */

/** Four 32-bit words. */
export type PhiloxBlock = readonly [number, number, number, number];

/**
 * Philox4x32-10: four random 32-bit words from a 128-bit counter and a 64-bit key, least significant word first.
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function philox4x32(counter: PhiloxBlock, key: readonly [number, number]): PhiloxBlock {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/**
 * Fills `words` (a multiple of four) with the blocks `firstBlock`, `firstBlock` + 1, … under a key: those of `philox4x32` at
 * the counter [block, 0, 0, 1], without an array for each.
 */
export function philoxWords(words: Uint32Array, key: readonly [number, number], firstBlock: number): void {
  for (let place = 0, block = firstBlock; place < words.length; place += 4, block += 1) {
    let [c0, c1, c2, c3] = [block >>> 0, 0, 0, 1];
    let [k0, k1] = key;
    for (let round = 0; round < 10; round += 1) {
      const high0 = multiplyHigh(0xd2511f53, c0);
      const low0 = Math.imul(0xd2511f53, c0);
      const high1 = multiplyHigh(0xcd9e8d57, c2);
      const low1 = Math.imul(0xcd9e8d57, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + 0x9e3779b9) | 0;
      k1 = (k1 + 0xbb67ae85) | 0;
    }
    words[place] = c0;
    words[place + 1] = c1;
    words[place + 2] = c2;
    words[place + 3] = c3;
  }
}

/** The key of a named stream under a seed. @throws RangeError unless the seed is a whole number in 0..2³²−1. */
export function streamKey(seed: number, name: string): readonly [number, number] {
  requireWord('seed', seed);
  return [seed, hashName(name)];
}

/** A sequence of random numbers; each call takes the next ones. */
export interface RandomStream {
  /** In [0, 1), 53 random bits. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** `normal`, drawn again while it is 2 or more from 0; standard deviation 0.8796. */
  truncatedNormal(): number;
  /** A whole number in 0..bound-1, all equally likely. @throws RangeError unless bound is in 1..2³². */
  integer(bound: number): number;
  /** The numbers 0..count-1 in random order, all orders equally likely. */
  permutation(count: number): Uint32Array;
}

/**
 * The stream of a name (`shuffle`, `split`, `dense/kernel`) under a seed; `counter` tells repeated uses apart, for
 * example epochs. @throws RangeError unless seed and counter are whole numbers in 0..2³²−1.
 */
export function randomStream(seed: number, name: string, counter = 0): RandomStream {
  const key = streamKey(seed, name);
  requireWord('counter', counter);
  let index = 0;
  let words: PhiloxBlock = [0, 0, 0, 0];
  let used = 4;
  let spare: number | undefined;

  const word = (): number => {
    if (used === 4) {
      words = philox4x32([index >>> 0, Math.floor(index / 2 ** 32), counter, 0], key);
      index += 1;
      used = 0;
    }
    used += 1;
    return words[used - 1] as number;
  };
  const uniform = (): number => {
    const high = word() >>> 5;
    return (high * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  };
  // Box and Muller's transformation gives two independent numbers at a time.
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const truncatedNormal = (): number => {
    let value = normal();
    while (Math.abs(value) >= 2) value = normal();
    return value;
  };
  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`a random integer needs a bound in 1..2^32, got ${bound}`);
    }
    // Words past the last whole multiple of the bound would favour small numbers.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let value = word();
    while (value >= limit) value = word();
    return value % bound;
  };
  const permutation = (count: number): Uint32Array => {
    const order = Uint32Array.from({ length: count }, (_, position) => position);
    for (let last = count - 1; last > 0; last -= 1) {
      const other = integer(last + 1);
      const value = order[last] as number;
      order[last] = order[other] as number;
      order[other] = value;
    }
    return order;
  };
  return { uniform, normal, truncatedNormal, integer, permutation };
}

/**
 * `count` numbers in [0, 1) exactly as TensorFlow's `StatelessRandomUniformV2` makes float32 ones with algorithm Philox:
 * 64-bit `key` and 128-bit `counter`, least significant word first; each block of four words is the counter plus its
 * number, and of each word the low 23 bits are the mantissa of a number in [1, 2), less 1.
 */
export function statelessUniform(count: number, key: readonly [number, number], counter: PhiloxBlock): Float32Array {
  const numbers = new Float32Array(count);
  for (let start = 0; start < count; start += 4) {
    const words = philox4x32(addToCounter(counter, start / 4), key);
    for (let i = 0; i < 4 && start + i < count; i += 1) {
      numbers[start + i] = ((words[i] as number) & 0x7fffff) / 0x800000;
    }
  }
  return numbers;
}

function addToCounter(counter: PhiloxBlock, amount: number): PhiloxBlock {
  const sum = [...counter] as [number, number, number, number];
  let carry = amount;
  for (let i = 0; i < 4 && carry > 0; i += 1) {
    const total = (sum[i] as number) + carry;
    sum[i] = total % 2 ** 32;
    carry = Math.floor(total / 2 ** 32);
  }
  return sum;
}

/** High word of the 64-bit product of two words; in 16-bit halves, whose sums of products fit into a word. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  const cross = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) >>> 0;
}

/** FNV-1a, 32 bits, over UTF-16 code units, low byte first. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    const code = name.charCodeAt(i);
    hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

function requireWord(what: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new RangeError(`the ${what} of a random stream must be a whole number in 0..2^32-1, got ${value}`);
  }
}
