import type { Code, FunctionCode, ValueType } from './encoding.js';
import { block, get, i32, repeatWhile, set, tee, v, when } from './instructions.js';

/** Vectors of four columns that are summed side by side: a whole cache line at a time. */
const WIDE = 4;

/**
 * Sums over rows, for each column by itself: `(matrix…, column vector…, output…, byteLength, rowByteLength)`.
 * `terms` says what one element contributes to each output.
 */
function columnSums(
  name: string,
  shape: { readonly matrices: number; readonly vectors: number; readonly outputs: number },
  terms: (matrices: readonly Code[], vectors: readonly Code[], locals: { add(): number }) => readonly Code[],
): FunctionCode {
  const { matrices, vectors, outputs } = shape;
  const pointers = matrices + vectors + outputs;
  const parameters: ValueType[] = Array.from({ length: pointers + 2 }, () => 'i32');
  const [byteLength, rowBytes, column, position] = [pointers, pointers + 1, pointers + 2, pointers + 3];
  const locals: ValueType[] = ['i32', 'i32'];
  const add = (): number => {
    locals.push('v128');
    return parameters.length + locals.length - 1;
  };
  const sums = Array.from({ length: WIDE * outputs }, add);
  const held = Array.from({ length: WIDE * vectors }, add);

  /** All rows of `width` vectors of columns from `column` on. */
  const sumRows = (width: number): Code => {
    const groups = Array.from({ length: width }, (_, group) => group);
    const clear = groups.flatMap((group) =>
      Array.from({ length: outputs }, (_, output) => set(sums[group * outputs + output] ?? 0, v.constant(0))),
    );
    const hold = groups.flatMap((group) =>
      Array.from({ length: vectors }, (_, vector) =>
        set(held[group * vectors + vector] ?? 0, v.load(i32.add(get(matrices + vector), get(column)), group * 16)),
      ),
    );
    const accumulate = groups.flatMap((group) => {
      const rows = Array.from({ length: matrices }, (_, matrix) =>
        v.load(i32.add(get(matrix), get(position)), group * 16),
      );
      const given = Array.from({ length: vectors }, (_, vector) => get(held[group * vectors + vector] ?? 0));
      return terms(rows, given, { add }).map((term, output) => {
        const sum = sums[group * outputs + output] ?? 0;
        return set(sum, v.add(get(sum), term));
      });
    });
    const write = groups.flatMap((group) =>
      Array.from({ length: outputs }, (_, output) =>
        v.store(
          i32.add(get(matrices + vectors + output), get(column)),
          get(sums[group * outputs + output] ?? 0),
          group * 16,
        ),
      ),
    );
    return block(
      ...clear,
      ...hold,
      set(position, get(column)),
      repeatWhile(
        block(...accumulate, set(position, i32.add(get(position), get(rowBytes)))),
        i32.lessThan(get(position), get(byteLength)),
      ),
      ...write,
      set(column, i32.add(get(column), i32.constant(16 * width))),
    );
  };
  const wideEnd = i32.add(get(column), i32.constant(16 * WIDE - 1));
  const body = block(
    when(i32.lessThan(wideEnd, get(rowBytes)), repeatWhile(sumRows(WIDE), i32.lessThan(wideEnd, get(rowBytes)))),
    when(i32.lessThan(get(column), get(rowBytes)), repeatWhile(sumRows(1), i32.lessThan(get(column), get(rowBytes)))),
  );
  return { name, parameters, locals, body };
}

/**
 * An element from the same elements of matrices and its column's numbers:
 * `(matrix…, column vector…, output, byteLength, rowByteLength)`. The output must not be one of the inputs unless rows
 * are whole vectors: a row's last vector spills over into the next row, which is written after it.
 */
function columnMap(
  name: string,
  matrices: number,
  vectors: number,
  term: (matrices: readonly Code[], vectors: readonly Code[]) => Code,
): FunctionCode {
  const pointers = matrices + vectors + 1;
  const parameters: ValueType[] = Array.from({ length: pointers + 2 }, () => 'i32');
  const [byteLength, rowBytes, row, column] = [pointers, pointers + 1, pointers + 2, pointers + 3];
  const position = i32.add(get(row), get(column));
  const value = term(
    Array.from({ length: matrices }, (_, matrix) => v.load(i32.add(get(matrix), position))),
    Array.from({ length: vectors }, (_, vector) => v.load(i32.add(get(matrices + vector), get(column)))),
  );
  const body = repeatWhile(
    block(
      set(column, i32.constant(0)),
      repeatWhile(
        block(
          v.store(i32.add(get(pointers - 1), position), value),
          set(column, i32.add(get(column), i32.constant(16))),
        ),
        i32.lessThan(get(column), get(rowBytes)),
      ),
      set(row, i32.add(get(row), get(rowBytes))),
    ),
    i32.lessThan(get(row), get(byteLength)),
  );
  return { name, parameters, locals: ['i32', 'i32'], body };
}

export const columnFunctions: readonly FunctionCode[] = [
  columnSums('columnSums', { matrices: 1, vectors: 0, outputs: 1 }, (rows) => rows),
  columnSums('columnSquares', { matrices: 1, vectors: 1, outputs: 1 }, ([x = []], [mean = []], locals) => {
    const distance = locals.add();
    return [v.multiply(tee(distance, v.subtract(x, mean)), get(distance))];
  }),
  columnSums('columnProducts', { matrices: 2, vectors: 1, outputs: 2 }, ([dy = [], x = []], [mean = []], locals) => {
    const gradient = locals.add();
    return [tee(gradient, dy), v.multiply(get(gradient), v.subtract(x, mean))];
  }),
  columnMap('addColumns', 1, 1, ([x = []], [bias = []]) => v.add(x, bias)),
  columnMap('multiplyColumns', 1, 1, ([x = []], [factor = []]) => v.multiply(x, factor)),
  columnMap('scaleColumns', 1, 2, ([x = []], [factor = [], offset = []]) => v.add(v.multiply(x, factor), offset)),
  columnMap('blendColumns', 2, 3, ([dy = [], x = []], [a = [], b = [], c = []]) =>
    v.add(v.add(v.multiply(dy, a), v.multiply(x, b)), c),
  ),
];
