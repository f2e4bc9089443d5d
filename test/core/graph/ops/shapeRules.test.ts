import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH, GraphError, type Shape, type TensorType } from '../../../../src/core/graph/graph.js';
import { conv2dOp } from '../../../../src/core/graph/ops/convolution.js';
import { depthwiseConv2dOp } from '../../../../src/core/graph/ops/depthwiseConvolution.js';
import { addOp } from '../../../../src/core/graph/ops/elementwise.js';
import { ops } from '../../../../src/core/graph/ops/index.js';
import { matMulOp } from '../../../../src/core/graph/ops/linear.js';
import { maxPoolOp } from '../../../../src/core/graph/ops/pooling.js';
import { broadcastLikeOp, sumOp } from '../../../../src/core/graph/ops/reduce.js';
import { concatenateOp, padOp, sliceOp } from '../../../../src/core/graph/ops/selection.js';
import { reshapeOp, transposeOp } from '../../../../src/core/graph/ops/shape.js';
import { broadcastShape } from '../../../../src/core/graph/ops/typeRules.js';
import { type PaddingMode, slideWindow } from '../../../../src/core/graph/ops/window.js';

const float = (shape: Shape): TensorType => ({ dtype: 'float32', shape });
const shapeOf = (types: readonly TensorType[]): Shape => (types[0] as TensorType).shape;
const size = fc.integer({ min: 1, max: 9 });
const padding = fc.constantFrom<PaddingMode>('same', 'valid');
/** A shape of rank 1 to 4, half of them with a batch. */
const shapes = fc
  .tuple(fc.boolean(), fc.array(size, { minLength: 1, maxLength: 4 }))
  .map(([batch, sizes]) => (batch ? sizes.with(0, BATCH) : sizes));

describe('the registry', () => {
  it.each(Object.entries(ops))('%s is under its own kind', (kind, op) => {
    expect(op.kind).toBe(kind);
  });
});

describe('slideWindow', () => {
  const window = fc.record({ input: size, size, stride: size, dilation: fc.integer({ min: 1, max: 3 }) });

  it('same: ⌈input / stride⌉ positions, the least padding that reaches them, the odd one after', () => {
    fc.assert(
      fc.property(window, ({ input, size: length, stride, dilation }) => {
        const { output, before, after } = slideWindow('x', input, length, { stride, dilation, padding: 'same' });
        const reach = (output - 1) * stride + (length - 1) * dilation + 1;
        expect(output).toBe(Math.ceil(input / stride));
        expect(before + after).toBe(Math.max(0, reach - input));
        expect([0, 1]).toContain(after - before);
      }),
    );
  });

  it('valid: every position at which the window lies inside', () => {
    fc.assert(
      fc.property(window, ({ input, size: length, stride, dilation }) => {
        let positions = 0;
        while (positions * stride + (length - 1) * dilation < input) positions += 1;
        const slide = () => slideWindow('pool', input, length, { stride, dilation, padding: 'valid' });
        if (positions === 0) expect(slide).toThrow('does not fit into');
        else expect(slide()).toEqual({ output: positions, before: 0, after: 0 });
      }),
    );
  });

  it.each([0, -1, 1.5])('refuses %d as size, stride and dilation', (bad) => {
    expect(() => slideWindow('x', 5, bad, { stride: 1, padding: 'same' })).toThrow(GraphError);
    expect(() => slideWindow('x', 5, 1, { stride: bad, padding: 'same' })).toThrow(GraphError);
    expect(() => slideWindow('x', 5, 1, { stride: 1, dilation: bad, padding: 'same' })).toThrow(GraphError);
  });
});

describe('windows over images', () => {
  const attributes = fc.record({
    strides: fc.tuple(size, size),
    dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    padding,
  });

  it('convolutions and pools slide alike along height and width, and keep or set the channels', () => {
    fc.assert(
      fc.property(attributes, fc.array(size, { minLength: 7, maxLength: 7 }), (settings, sizes) => {
        const [height, width, depth, rows, columns, outputs, multiplier] = sizes as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        const x = float([BATCH, height, width, depth]);
        const along = (axis: 0 | 1) =>
          slideWindow('x', [height, width][axis] as number, [rows, columns][axis] as number, {
            stride: settings.strides[axis],
            dilation: settings.dilations[axis],
            padding: settings.padding,
          }).output;
        const convolve = () => conv2dOp.infer([x, float([rows, columns, depth, outputs])], settings);
        let expected: Shape;
        try {
          expected = [BATCH, along(0), along(1)];
        } catch {
          expect(convolve).toThrow(GraphError);
          return;
        }
        expect(shapeOf(convolve())).toEqual([...expected, outputs]);
        const depthwise = depthwiseConv2dOp.infer([x, float([rows, columns, depth, multiplier])], settings);
        expect(shapeOf(depthwise)).toEqual([...expected, depth * multiplier]);
        if (settings.dilations.every((dilation) => dilation === 1)) {
          const pool = maxPoolOp.infer([x], { ...settings, poolSize: [rows, columns] });
          expect(shapeOf(pool)).toEqual([...expected, depth]);
        }
        expect(() => conv2dOp.infer([x, float([rows, columns, depth + 1, outputs])], settings)).toThrow(
          `needs ${depth + 1} channels`,
        );
      }),
    );
  });
});

describe('broadcasting', () => {
  it('of a shape with itself, with 1s in any place, and with leading axes left out, changes nothing', () => {
    fc.assert(
      fc.property(shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(4), (shape, ones, drop) => {
        const smaller = shape.map((dimension, axis) => (ones[axis] === true ? 1 : dimension)).slice(drop);
        expect(broadcastShape('x', shape, smaller)).toEqual(shape);
        expect(broadcastShape('x', smaller, shape)).toEqual(shape);
        expect(shapeOf(addOp.infer([float(smaller), float(shape)], {}))).toEqual(shape);
        expect(shapeOf(broadcastLikeOp.infer([float(smaller), float(shape)], {}))).toEqual(shape);
      }),
    );
  });

  it('refuses sizes that differ, a batch with a known size, and a batch in the middle', () => {
    expect(() => broadcastShape('add', [2, 3], [4])).toThrow('add: [2, 3] and [4] do not broadcast');
    expect(() => broadcastShape('add', [BATCH, 3], [2, 3])).toThrow('[batch, 3] and [2, 3] do not broadcast');
    expect(() => broadcastShape('add', [BATCH], [5, 1])).toThrow('the batch comes first');
    expect(() => broadcastLikeOp.infer([float([2, 3]), float([3])], {})).toThrow('does not stretch to [3]');
    expect(() => addOp.infer([float([2]), { dtype: 'int32', shape: [2] }], {})).toThrow('needs float32, got int32 [2]');
  });
});

describe('shapes', () => {
  it('reshape keeps the number of elements of a sample', () => {
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 4 }), (sizes) => {
        const total = sizes.reduce((product, each) => product * each, 1);
        const infer = (from: Shape, to: Shape) => shapeOf(reshapeOp.infer([float(from)], { shape: to }));
        expect(infer([BATCH, ...sizes], [BATCH, total])).toEqual([BATCH, total]);
        expect(infer([BATCH, total], [BATCH, ...sizes])).toEqual([BATCH, ...sizes]);
        expect(infer(sizes, [BATCH])).toEqual([BATCH]);
        expect(() => infer([BATCH, ...sizes], [BATCH, total + 1])).toThrow(GraphError);
        expect(() => infer(sizes, [total + 1])).toThrow('does not fit');
      }),
    );
  });

  it('transpose by a permutation and its inverse comes back', () => {
    const permuted = fc.array(size, { minLength: 1, maxLength: 4 }).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, i) => i),
          { minLength: shape.length },
        ),
      ),
    );
    fc.assert(
      fc.property(permuted, ([shape, permutation]) => {
        const there = transposeOp.infer([float(shape)], { permutation });
        expect(shapeOf(there)).toEqual(permutation.map((axis) => shape[axis]));
        const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
        expect(shapeOf(transposeOp.infer(there, { permutation: inverse }))).toEqual(shape);
      }),
    );
    expect(() => transposeOp.infer([float([BATCH, 2])], { permutation: [1, 0] })).toThrow('the batch comes first');
    expect(() => transposeOp.infer([float([2, 2])], { permutation: [0, 0] })).toThrow('must be different');
    expect(() => transposeOp.infer([float([2, 2])], { permutation: [0] })).toThrow('must name each axis');
  });

  it('slice undoes pad', () => {
    const padded = shapes.chain((shape) =>
      fc.tuple(fc.constant(shape), fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 4, maxLength: 4 })),
    );
    fc.assert(
      fc.property(padded, ([shape, amounts]) => {
        const paddings = shape.map((dimension, axis) =>
          dimension === BATCH ? ([0, 0] as const) : (amounts[axis] as readonly [number, number]),
        );
        const larger = padOp.infer([float(shape)], { paddings });
        const begin = paddings.map(([before]) => before);
        const back = sliceOp.infer(larger, { begin, size: shape.map((each) => (each === BATCH ? -1 : each)) });
        expect(shapeOf(back)).toEqual(shape);
      }),
    );
    expect(() =>
      padOp.infer([float([BATCH, 2])], {
        paddings: [
          [1, 0],
          [0, 0],
        ],
      }),
    ).toThrow('cannot be padded');
    expect(() => sliceOp.infer([float([4])], { begin: [2], size: [3] })).toThrow('[2] + [3] is outside [4]');
  });

  it('concatenate adds up one axis, and wants the others equal', () => {
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 5 }), size, (channels, width) => {
        const inputs = channels.map((each) => float([BATCH, width, each]));
        const total = channels.reduce((a, b) => a + b, 0);
        expect(shapeOf(concatenateOp.infer(inputs, { axis: 2 }))).toEqual([BATCH, width, total]);
        expect(() => concatenateOp.infer([...inputs, float([BATCH, width + 1, 1])], { axis: 2 })).toThrow(GraphError);
        expect(() => concatenateOp.infer(inputs, { axis: 0 })).toThrow(GraphError);
      }),
    );
    expect(() => concatenateOp.infer([], { axis: 0 })).toThrow('at least one');
  });

  it('reductions drop their axes, or keep them with size 1', () => {
    const reduced = shapes.chain((shape) => fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis))));
    fc.assert(
      fc.property(reduced, ([shape, axes]) => {
        const kept = shapeOf(sumOp.infer([float(shape)], { axes, keepDimensions: true }));
        const dropped = shapeOf(sumOp.infer([float(shape)], { axes, keepDimensions: false }));
        expect(kept).toHaveLength(shape.length);
        expect(axes.every((axis) => kept[axis] === 1)).toBe(true);
        expect(dropped).toEqual(kept.filter((_, axis) => !axes.includes(axis)));
        expect(broadcastShape('x', kept, shape)).toEqual(shape);
      }),
    );
    expect(() => sumOp.infer([float([2])], { axes: [1], keepDimensions: false })).toThrow('in 0..0, got [1]');
    expect(() => sumOp.infer([float([2])], { axes: [0, 0], keepDimensions: false })).toThrow('must be different');
  });

  it('matMul contracts the inner sizes, whichever way the operands lie', () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (rows, inner, columns, transposeA, transposeB) => {
        const a = float(transposeA ? [inner, rows] : [rows, inner]);
        const b = float(transposeB ? [columns, inner] : [inner, columns]);
        expect(shapeOf(matMulOp.infer([a, b], { transposeA, transposeB }))).toEqual([rows, columns]);
        const wrong = float(transposeB ? [columns, inner + 1] : [inner + 1, columns]);
        expect(() => matMulOp.infer([a, wrong], { transposeA, transposeB })).toThrow('does not fit');
      }),
    );
    const [x, dy] = [float([BATCH, 4]), float([BATCH, 5])];
    expect(shapeOf(matMulOp.infer([x, dy], { transposeA: true, transposeB: false }))).toEqual([4, 5]);
    expect(() => matMulOp.infer([x, dy], { transposeA: false, transposeB: true })).toThrow(GraphError);
  });
});
