import type { Code, FunctionCode } from './encoding.js';
import { block, f32, get, i32, i64, repeatWhile, set, v } from './instructions.js';

/**
 * Adam in one pass: `(variable, first, second, gradient, byteLength, rate, keep1, keep2, epsilon, decay)` with
 * keep = 1 − beta: `m += (g − m) keep1`, `s += (g² − s) keep2`, `variable −= variable · decay + rate · m / (√s + epsilon)`.
 */
function adam(): FunctionCode {
  const [variable, first, second, gradient, byteLength] = [0, 1, 2, 3, 4];
  const [offset, g, m, s] = [10, 11, 12, 13];
  const scalar = (parameter: number): Code => get(parameter + 9);
  const [rate, keep1, keep2, epsilon, decay] = [scalar(5), scalar(6), scalar(7), scalar(8), scalar(9)];
  const at = (pointer: number): Code => i32.add(get(pointer), get(offset));
  const towards = (value: Code, share: Code, local: number): Code =>
    v.add(get(local), v.multiply(v.subtract(value, get(local)), share));
  const step = v.divide(v.multiply(rate, get(m)), v.add(v.squareRoot(get(s)), epsilon));
  return {
    name: 'adam',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32', 'f32', 'f32', 'f32'],
    locals: ['i32', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128'],
    body: block(
      ...[5, 6, 7, 8, 9].map((parameter) => set(parameter + 9, v.splat(get(parameter)))),
      repeatWhile(
        block(
          set(g, v.load(at(gradient))),
          set(m, v.load(at(first))),
          set(s, v.load(at(second))),
          set(m, towards(get(g), keep1, m)),
          set(s, towards(v.multiply(get(g), get(g)), keep2, s)),
          v.store(at(first), get(m)),
          v.store(at(second), get(s)),
          set(g, v.load(at(variable))),
          v.store(at(variable), v.subtract(v.subtract(get(g), v.multiply(get(g), decay)), step)),
          set(offset, i32.add(get(offset), i32.constant(16))),
        ),
        i32.lessThan(get(offset), get(byteLength)),
      ),
    ),
  };
}

/**
 * A mask of 0 where a uniform random number is below `threshold`, else `scale`:
 * `(mask, blocks, key0, key1, step, threshold, scale)`, four numbers a block. The numbers are those of
 * `statelessUniform` with counter `[block, 0, step, 0]`: Philox4x32-10, the rounds written out.
 */
function dropoutMask(): FunctionCode {
  const [mask, blocks, seed0, seed1, step, threshold, scale] = [0, 1, 2, 3, 4, 5, 6];
  const [block0, key0, key1, product0, product1] = [7, 8, 9, 10, 11];
  const words = [12, 13, 14, 15] as const;
  const [c0, c1, c2, c3] = words;
  const high = (product: number): Code => i32.wrap(i64.shiftRight(get(product), i64.constant(32n)));
  const round = block(
    set(product0, i64.multiply(i64.extend(get(c0)), i64.constant(0xd2511f53n))),
    set(product1, i64.multiply(i64.extend(get(c2)), i64.constant(0xcd9e8d57n))),
    set(c0, i32.xor(i32.xor(high(product1), get(c1)), get(key0))),
    set(c2, i32.xor(i32.xor(high(product0), get(c3)), get(key1))),
    set(c1, i32.wrap(get(product1))),
    set(c3, i32.wrap(get(product0))),
    set(key0, i32.add(get(key0), i32.constant(0x9e3779b9 | 0))),
    set(key1, i32.add(get(key1), i32.constant(0xbb67ae85 | 0))),
  );
  const uniform = (word: number): Code =>
    f32.multiply(f32.convert(i32.and(get(word), i32.constant(0x7fffff))), f32.constant(2 ** -23));
  const write = words.map((word, index) =>
    f32.store(
      get(mask),
      f32.select(f32.lessThan(uniform(word), get(threshold)), f32.constant(0), get(scale)),
      index * 4,
    ),
  );
  return {
    name: 'dropoutMask',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32'],
    locals: ['i32', 'i32', 'i32', 'i64', 'i64', 'i32', 'i32', 'i32', 'i32'],
    body: repeatWhile(
      block(
        set(key0, get(seed0)),
        set(key1, get(seed1)),
        set(c0, get(block0)),
        set(c1, i32.constant(0)),
        set(c2, get(step)),
        set(c3, i32.constant(0)),
        ...Array.from({ length: 10 }, () => round),
        ...write,
        set(mask, i32.add(get(mask), i32.constant(16))),
        set(block0, i32.add(get(block0), i32.constant(1))),
      ),
      i32.lessThan(get(block0), get(blocks)),
    ),
  };
}

/**
 * Gradient of max pooling by 2 × 2 windows, 2 apart, over even sizes, with channels in whole vectors:
 * `(dy, x, y, dx, outputRows, outputColumns, channelBytes)`, where output rows count those of all images. The first
 * largest element of a window, row by row, gets all of it.
 */
function maxPoolGradient(): FunctionCode {
  const [dy, x, y, dx, outputRows, outputColumns, channelBytes] = [0, 1, 2, 3, 4, 5, 6];
  const [column, channelEnd, rowBytes, position, output, gradient, largest, free] = [7, 8, 9, 10, 11, 12, 13, 14];
  const isLargest = 15;
  // The four elements of a window, from its first: position, one to the right, one down, both.
  const places: readonly Code[] = [
    get(position),
    i32.add(get(position), get(channelBytes)),
    i32.add(get(position), get(rowBytes)),
    i32.add(i32.add(get(position), get(rowBytes)), get(channelBytes)),
  ];
  const route = places.map((place) =>
    block(
      set(isLargest, v.and(v.equal(v.load(i32.add(get(x), place)), get(largest)), get(free))),
      set(free, v.andNot(get(free), get(isLargest))),
      v.store(i32.add(get(dx), place), v.and(get(gradient), get(isLargest))),
    ),
  );
  const next = block(
    set(position, i32.add(get(position), i32.constant(16))),
    set(output, i32.add(get(output), i32.constant(16))),
  );
  return {
    name: 'maxPoolGradient',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    locals: ['i32', 'i32', 'i32', 'i32', 'i32', 'v128', 'v128', 'v128', 'v128'],
    body: block(
      set(rowBytes, i32.multiply(i32.multiply(get(outputColumns), get(channelBytes)), i32.constant(2))),
      repeatWhile(
        block(
          set(column, get(outputColumns)),
          repeatWhile(
            block(
              set(channelEnd, i32.add(get(position), get(channelBytes))),
              repeatWhile(
                block(
                  set(gradient, v.load(i32.add(get(dy), get(output)))),
                  set(largest, v.load(i32.add(get(y), get(output)))),
                  set(free, v.integerConstant(-1)),
                  ...route,
                  next,
                ),
                i32.lessThan(get(position), get(channelEnd)),
              ),
              // Past the window's right half.
              set(position, i32.add(get(position), get(channelBytes))),
              set(column, i32.subtract(get(column), i32.constant(1))),
            ),
            get(column),
          ),
          // Past the window's lower row.
          set(position, i32.add(get(position), get(rowBytes))),
          set(outputRows, i32.subtract(get(outputRows), i32.constant(1))),
        ),
        get(outputRows),
      ),
    ),
  };
}

export const trainingFunctions: readonly FunctionCode[] = [adam(), dropoutMask(), maxPoolGradient()];
