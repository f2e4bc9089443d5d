import type { Code, FunctionCode, ValueType } from './encoding.js';
import { block, get, i32, repeatWhile, set, v, when } from './instructions.js';

/** Rows of C that are summed at once; with two vectors of columns, the sums fit into the registers. */
const TALL = 4;

/**
 * `C[m, n] += Σ A[place, m] · B[place, n]` over places in a grid: a product with a transposed matrix where neither has to
 * be transposed or packed, because both are read along the rows that they are stored in.
 * `(a, b, c, rows, columns, aStep, bStep, aRowStep, bRowStep, height, widthBytes, cStep)`: the grid has `rows` and
 * `columns`, at least 1; steps are bytes; C has `height` rows, `cStep` apart, of which `widthBytes` are worked on, a
 * multiple of 16.
 */
function accumulateProduct(): FunctionCode {
  const [a, b, c, rows, columns, aStep, bStep, aRowStep, bRowStep, height, widthBytes, cStep] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ];
  const [column, rowA, rowB, row, placeA, placeB, place, target] = [12, 13, 14, 15, 16, 17, 18, 19];
  const firstSum = 20;
  const firstOfB = firstSum + TALL * 2;
  const move = (local: number, step: Code): Code => set(local, i32.add(get(local), step));
  const less = (local: number): Code => set(local, i32.subtract(get(local), i32.constant(1)));

  /** The sums of `tall` rows and `wide` vectors of columns over the whole grid. */
  const tile = (tall: number, wide: number): Code => {
    const sum = (i: number, j: number): number => firstSum + i * wide + j;
    const each = (visit: (i: number, j: number) => Code): Code =>
      block(...Array.from({ length: tall * wide }, (_, index) => visit(Math.floor(index / wide), index % wide)));
    const alongC = (visit: (i: number, j: number) => Code): Code =>
      block(
        set(target, i32.add(get(c), get(column))),
        ...Array.from({ length: tall }, (_, i) =>
          block(...Array.from({ length: wide }, (__, j) => visit(i, j)), move(target, get(cStep))),
        ),
      );
    return block(
      alongC((i, j) => set(sum(i, j), v.load(get(target), 16 * j))),
      set(rowA, get(a)),
      set(rowB, i32.add(get(b), get(column))),
      set(row, get(rows)),
      repeatWhile(
        block(
          set(placeA, get(rowA)),
          set(placeB, get(rowB)),
          set(place, get(columns)),
          repeatWhile(
            block(
              ...Array.from({ length: wide }, (_, j) => set(firstOfB + j, v.load(get(placeB), 16 * j))),
              each((i, j) =>
                set(sum(i, j), v.add(get(sum(i, j)), v.multiply(v.loadSplat(get(placeA), 4 * i), get(firstOfB + j)))),
              ),
              move(placeA, get(aStep)),
              move(placeB, get(bStep)),
              less(place),
            ),
            get(place),
          ),
          move(rowA, get(aRowStep)),
          move(rowB, get(bRowStep)),
          less(row),
        ),
        get(row),
      ),
      alongC((i, j) => v.store(get(target), get(sum(i, j)), 16 * j)),
    );
  };
  /** All columns of `tall` rows. */
  const strip = (tall: number): Code => {
    const wideEnd = i32.add(get(column), i32.constant(31));
    return block(
      set(column, i32.constant(0)),
      when(
        i32.lessThan(wideEnd, get(widthBytes)),
        repeatWhile(block(tile(tall, 2), move(column, i32.constant(32))), i32.lessThan(wideEnd, get(widthBytes))),
      ),
      when(i32.lessThan(get(column), get(widthBytes)), tile(tall, 1)),
    );
  };
  const enough = i32.lessThan(i32.constant(TALL - 1), get(height));
  const rest = Array.from({ length: TALL - 1 }, (_, index) => index + 1);
  const body = block(
    when(
      enough,
      repeatWhile(
        block(
          strip(TALL),
          move(a, i32.constant(4 * TALL)),
          move(c, i32.multiply(get(cStep), i32.constant(TALL))),
          set(height, i32.subtract(get(height), i32.constant(TALL))),
        ),
        enough,
      ),
    ),
    ...rest.map((tall) => when(i32.equalsZero(i32.xor(get(height), i32.constant(tall))), strip(tall))),
  );
  const locals: ValueType[] = [
    ...Array.from({ length: 8 }, (): ValueType => 'i32'),
    ...Array.from({ length: TALL * 2 + 2 }, (): ValueType => 'v128'),
  ];
  return { name: 'accumulateProduct', parameters: Array.from({ length: 12 }, () => 'i32'), locals, body };
}

export const accumulateFunctions: readonly FunctionCode[] = [accumulateProduct()];
