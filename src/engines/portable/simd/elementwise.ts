import type { Code, FunctionCode, ValueType } from './encoding.js';
import { block, get, i32, repeatWhile, set, v } from './instructions.js';

/** Evaluates `value` once, and `body` with it. */
export type Bind = (value: Code, body: (bound: Code) => Code) => Code;

/** What an element of the output is made of: vectors of the inputs, the scalars spread over vectors. */
type Expression = (inputs: readonly Code[], scalars: readonly Code[], bind: Bind) => Code;

/** A loop over tensors of one size: `(input…, output, byteLength, scalar…)`. The output may be one of the inputs. */
export function elementwise(name: string, inputs: number, scalars: number, expression: Expression): FunctionCode {
  const parameters: ValueType[] = [
    ...Array.from({ length: inputs + 2 }, (): ValueType => 'i32'),
    ...Array.from({ length: scalars }, (): ValueType => 'f32'),
  ];
  const [output, byteLength, firstScalar] = [inputs, inputs + 1, inputs + 2];
  const locals: ValueType[] = ['i32', ...Array.from({ length: scalars }, (): ValueType => 'v128')];
  const offset = parameters.length;
  const spread = Array.from({ length: scalars }, (_, index) => offset + 1 + index);
  const bind: Bind = (value, body) => {
    locals.push('v128');
    const local = parameters.length + locals.length - 1;
    return block(set(local, value), body(get(local)));
  };
  const at = (pointer: number): Code => i32.add(get(pointer), get(offset));
  const loaded = Array.from({ length: inputs }, (_, index) => v.load(at(index)));
  const value = expression(loaded, spread.map(get), bind);
  const body = block(
    ...spread.map((local, index) => set(local, v.splat(get(firstScalar + index)))),
    repeatWhile(
      block(v.store(at(output), value), set(offset, i32.add(get(offset), i32.constant(16)))),
      i32.lessThan(get(offset), get(byteLength)),
    ),
  );
  return { name, parameters, locals, body };
}

const zero = v.constant(0);

export const elementwiseFunctions: readonly FunctionCode[] = [
  elementwise('add', 2, 0, ([a = [], b = []]) => v.add(a, b)),
  elementwise('subtract', 2, 0, ([a = [], b = []]) => v.subtract(a, b)),
  elementwise('multiply', 2, 0, ([a = [], b = []]) => v.multiply(a, b)),
  elementwise('divide', 2, 0, ([a = [], b = []]) => v.divide(a, b)),
  elementwise('scale', 1, 2, ([x = []], [factor = [], offset = []]) => v.add(v.multiply(x, factor), offset)),
  elementwise('square', 1, 0, ([x = []], _, bind) => bind(x, (value) => v.multiply(value, value))),
  elementwise('squareRoot', 1, 0, ([x = []]) => v.squareRoot(x)),
  elementwise('reciprocalSquareRoot', 1, 0, ([x = []]) => v.divide(v.constant(1), v.squareRoot(x))),
  elementwise('absolute', 1, 0, ([x = []]) => v.absolute(x)),
  elementwise('relu', 1, 0, ([x = []]) => v.maximum(x, zero)),
  elementwise('relu6', 1, 0, ([x = []]) => v.minimum(v.maximum(x, zero), v.constant(6))),
  elementwise('reluGradient', 2, 0, ([dy = [], y = []]) => v.and(dy, v.greaterThan(y, zero))),
  elementwise('relu6Gradient', 2, 0, ([dy = [], y = []], _, bind) =>
    bind(y, (value) => v.and(dy, v.and(v.greaterThan(value, zero), v.lessThan(value, v.constant(6))))),
  ),
  elementwise('gradientDescent', 2, 1, ([variable = [], gradient = []], [rate = []]) =>
    v.subtract(variable, v.multiply(rate, gradient)),
  ),
  elementwise('moveAverage', 2, 1, ([old = [], next = []], [share = []], bind) =>
    bind(old, (value) => v.add(value, v.multiply(v.subtract(next, value), share))),
  ),
];
