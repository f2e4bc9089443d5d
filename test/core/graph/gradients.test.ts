import { describe, expect, it } from 'vitest';
import { gradients } from '../../../src/core/graph/gradients.js';
import { applyOp, BATCH, GraphError, type OpDefinition, outputOf, type Value } from '../../../src/core/graph/graph.js';
import { batchNormalization } from '../../../src/core/graph/ops/batchNormalization.js';
import { dropout } from '../../../src/core/graph/ops/dropout.js';
import { add, multiply, scale, sign, square } from '../../../src/core/graph/ops/elementwise.js';
import { layerNormalization } from '../../../src/core/graph/ops/layerNormalization.js';
import { softmaxCrossEntropy } from '../../../src/core/graph/ops/loss.js';
import { mean, sum } from '../../../src/core/graph/ops/reduce.js';
import { cast } from '../../../src/core/graph/ops/shape.js';
import { placeholder, variable } from '../../../src/core/graph/ops/source.js';
import { evaluate } from '../../support/referenceEngine.js';
import { tensorOf } from '../../support/referenceOps/tensor.js';

const input = (name: string, shape: readonly number[] = []): Value => placeholder({ name, dtype: 'float32', shape });
const scalar = (value: number) => tensorOf([], () => value);

function derivative(loss: Value, wrt: Value, feeds: Readonly<Record<string, number>>): number {
  const tensors = Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, scalar(value)]));
  return evaluate(gradients(loss, [wrt]), tensors)[0]?.data[0] as number;
}

describe('gradients', () => {
  it('is 1 for the loss itself', () => {
    const x = input('x');
    expect(derivative(x, x, { x: 5 })).toBe(1);
  });

  it('adds up the ways through a shared node', () => {
    const x = input('x');
    const shared = square(x);
    // x² · x² + 3 x² + x: 4x³ + 6x + 1
    const loss = add(add(multiply(shared, shared), scale(shared, { factor: 3, offset: 0 })), x);
    expect(derivative(loss, x, { x: 2 })).toBe(4 * 8 + 6 * 2 + 1);
  });

  it('takes intermediate values and several at once', () => {
    const [x, y] = [input('x'), input('y')];
    const product = multiply(x, y);
    const loss = square(product);
    const results = evaluate(gradients(loss, [product, y, x]), { x: scalar(3), y: scalar(5) });
    expect(results.map(({ data }) => data[0])).toEqual([2 * 15, 2 * 15 * 3, 2 * 15 * 5]);
  });

  it('doubles through a ladder of shared nodes without walking every path', () => {
    const x = input('x');
    let value = x;
    for (let rung = 0; rung < 60; rung += 1) value = add(value, value);
    expect(derivative(value, x, { x: 1 })).toBe(2 ** 60);
  });

  it('goes 10,000 nodes deep', () => {
    const x = input('x');
    let value = x;
    for (let depth = 0; depth < 10_000; depth += 1)
      value = scale(value, { factor: depth % 2 === 0 ? 2 : 0.5, offset: 1 });
    expect(derivative(value, x, { x: 1 })).toBe(1);
  });

  it('adds up 10,000 contributions to one value', () => {
    const x = input('x');
    let value = x;
    for (let depth = 0; depth < 10_000; depth += 1) value = add(value, x);
    expect(derivative(value, x, { x: 1 })).toBe(10_001);
  });

  it('leaves alone what the loss does not need', () => {
    const [x, y] = [input('x'), input('y')];
    // An op whose gradient throws, beside the way to x.
    const trap: OpDefinition<null> = {
      kind: 'trap',
      infer: () => [{ dtype: 'float32', shape: [] }],
      gradient: () => {
        throw new Error('asked');
      },
    };
    const trapped = outputOf(applyOp(trap, [y], null));
    const [dx] = gradients(add(square(x), trapped), [x]);
    expect(dx?.shape).toEqual([]);
    expect(() => gradients(add(square(x), trapped), [y])).toThrow('asked');
  });

  it('names a value that the loss does not depend on', () => {
    const [x, y] = [input('x'), input('other')];
    const weight = variable({ name: 'dense/kernel', role: 'weight', dtype: 'float32', shape: [2] });
    expect(() => gradients(square(x), [x, y])).toThrow(
      new GraphError("gradients: the loss does not depend on placeholder 'other', float32 []"),
    );
    expect(() => gradients(square(x), [weight])).toThrow("variable 'dense/kernel'");
    expect(() => gradients(square(x), [square(x)])).toThrow('output 0 of a square node');
  });

  it('sees no way through an op without a gradient', () => {
    const x = input('x');
    expect(() => gradients(sign(x), [x])).toThrow("does not depend on placeholder 'x'");
    const whole = placeholder({ name: 'n', dtype: 'int32', shape: [] });
    expect(() => gradients(square(cast(whole, { dtype: 'float32' })), [whole])).toThrow(GraphError);
  });

  it('wants a float32 scalar', () => {
    expect(() => gradients(input('x', [BATCH]), [])).toThrow('must be a float32 scalar, got float32 [batch]');
    expect(() => gradients(placeholder({ name: 'n', dtype: 'int32', shape: [] }), [])).toThrow('got int32 []');
  });

  it('catches a gradient rule of the wrong shape or number', () => {
    const x = input('x', [3]);
    const wrong = (gradient: OpDefinition<null>['gradient']): Value => {
      const op = { kind: 'wrong', infer: () => [{ dtype: 'float32', shape: [] }], gradient } as OpDefinition<null>;
      return outputOf(applyOp(op, [x], null));
    };
    expect(() =>
      gradients(
        wrong((_, [dy]) => [dy]),
        [x],
      ),
    ).toThrow('wrong: gradient of input 0 is float32 [], not float32 [3]');
    expect(() =>
      gradients(
        wrong(() => []),
        [x],
      ),
    ).toThrow('wrong: 0 gradients for 1 inputs');
  });

  it('refuses to go through statistics, masks and the ready-made gradient of the loss', () => {
    const x = input('x', [BATCH, 4]);
    const [gamma, beta] = [input('gamma', [4]), input('beta', [4])];
    const seed = placeholder({ name: 'seed', dtype: 'int32', shape: [2] });
    const labels = placeholder({ name: 'labels', dtype: 'int32', shape: [BATCH] });
    const settings = { rate: 0.5, stream: 1, perChannel: false };
    const forbidden = [
      batchNormalization(x, gamma, beta, { epsilon: 1e-3 }).mean,
      batchNormalization(x, gamma, beta, { epsilon: 1e-3 }).variance,
      layerNormalization(x, gamma, beta, { epsilon: 1e-3 }).mean,
      layerNormalization(x, gamma, beta, { epsilon: 1e-3 }).inverseDeviation,
      dropout(x, seed, settings).mask,
      softmaxCrossEntropy(x, labels).backprop,
    ];
    for (const value of forbidden) {
      const loss = sum(value, { axes: value.shape.map((_, axis) => axis), keepDimensions: false });
      expect(() => gradients(loss, [x])).toThrow(/no gradient flows through/);
    }
  });

  it('differentiates a whole loss over a batch', () => {
    const logits = input('logits', [BATCH, 2]);
    const labels = placeholder({ name: 'labels', dtype: 'int32', shape: [BATCH] });
    const loss = mean(softmaxCrossEntropy(logits, labels).loss, { axes: [0], keepDimensions: false });
    const [gradient] = evaluate(gradients(loss, [logits]), {
      logits: tensorOf([2, 2], () => 0),
      labels: tensorOf([2], (_, row) => row, 'int32'),
    });
    expect([...(gradient?.data ?? [])]).toEqual([-0.25, 0.25, 0.25, -0.25]);
  });
});
