import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TensorData } from '../../src/core/engine.js';
import { BATCH, nodesOf, type Value } from '../../src/core/graph/graph.js';
import { activation } from '../../src/core/graph/ops/activation.js';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from '../../src/core/graph/ops/convolution.js';
import {
  depthwiseConv2d,
  depthwiseConv2dFilterGradient,
  depthwiseConv2dInputGradient,
} from '../../src/core/graph/ops/depthwiseConvolution.js';
import { dropout } from '../../src/core/graph/ops/dropout.js';
import { type OpKind, ops } from '../../src/core/graph/ops/index.js';
import { averagePool, maxPool } from '../../src/core/graph/ops/pooling.js';
import { placeholder, variable } from '../../src/core/graph/ops/source.js';
import type { PaddingMode } from '../../src/core/graph/ops/window.js';
import { randomStream } from '../../src/core/random.js';
import { opCases } from './opCases.js';
import { evaluate, referenceEngine } from './referenceEngine.js';
import { erf } from './referenceOps/activation.js';
import { sizeOf, type Tensor, tensorOf } from './referenceOps/tensor.js';

const float = (name: string, shape: readonly number[]): Value => placeholder({ name, dtype: 'float32', shape });
const counted = (shape: readonly number[]): Tensor => tensorOf(shape, (_, flat) => flat + 1);

function compute(value: Value, feeds: Readonly<Record<string, Tensor>>): number[] {
  return [...(evaluate([value], feeds)[0] as Tensor).data];
}

async function runCase(name: string): Promise<Record<string, TensorData>[]> {
  const found = opCases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case '${name}'`);
  const { program, calls } = found.build();
  const session = await referenceEngine.createSession(program);
  const results: Record<string, TensorData>[] = [];
  for (const { signature, feeds } of calls) results.push(await session.run(signature, feeds));
  return results;
}

describe('the cases', () => {
  it.each(Object.keys(ops))('there is one for %s', (kind) => {
    expect(opCases.map((each) => each.kind)).toContain(kind as OpKind);
  });

  it('have names of their own, and use the op they are named for', () => {
    expect(new Set(opCases.map(({ name }) => name)).size).toBe(opCases.length);
    for (const { name, kind, build } of opCases) {
      const used = build().program.signatures.flatMap((signature) => nodesOf(signature).map(({ op }) => op));
      expect(used, name).toContain(ops[kind]);
    }
  });

  it.each(opCases.map((each) => [each.name, each] as const))('%s runs, with finite results', async (_, { build }) => {
    const { program, calls } = build();
    const session = await referenceEngine.createSession(program);
    let numbers = 0;
    for (const { signature, feeds } of calls) {
      for (const { shape, data } of Object.values(await session.run(signature, feeds))) {
        expect(data).toHaveLength(sizeOf(shape));
        expect([...data].every(Number.isFinite)).toBe(true);
        numbers += data.length;
      }
    }
    expect(numbers).toBeGreaterThan(0);
  });
});

describe('results known by hand', () => {
  const image = counted([1, 3, 3, 1]);

  it('convolves without flipping the filter, padding as TensorFlow', () => {
    const [x, filter] = [float('x', [BATCH, 3, 3, 1]), float('filter', [2, 2, 1, 1])];
    const feeds = { x: image, filter: tensorOf([2, 2, 1, 1], (_, flat) => [1, 10, 100, 1000][flat] as number) };
    const one = { strides: [1, 1], dilations: [1, 1] } as const;
    expect(compute(conv2d(x, filter, { ...one, padding: 'valid' }), feeds)).toEqual([5421, 6532, 8754, 9865]);
    // The one row and column of padding come after.
    const same = compute(conv2d(x, filter, { ...one, padding: 'same' }), feeds);
    expect(same).toEqual([5421, 6532, 603, 8754, 9865, 906, 87, 98, 9]);
  });

  it('orders depthwise channels by input channel, then multiplier', () => {
    const [x, filter] = [float('x', [1, 1, 1, 2]), float('filter', [1, 1, 2, 2])];
    const feeds = { x: counted([1, 1, 1, 2]), filter: tensorOf([1, 1, 2, 2], (_, flat) => 10 ** flat) };
    const settings = { strides: [1, 1], dilations: [1, 1], padding: 'valid' } as const;
    expect(compute(depthwiseConv2d(x, filter, settings), feeds)).toEqual([1, 10, 200, 2000]);
  });

  it('pools, leaving padding out of maximum and mean', () => {
    const x = float('x', [1, 3, 3, 1]);
    const settings = { poolSize: [2, 2], strides: [2, 2], padding: 'same' } as const;
    const negative = { x: tensorOf([1, 3, 3, 1], (_, flat) => -flat - 1) };
    expect(compute(averagePool(x, settings), { x: image })).toEqual([3, 4.5, 7.5, 9]);
    expect(compute(maxPool(x, settings), negative)).toEqual([-1, -3, -7, -9]);
  });

  it('has an error function good to the last digits', () => {
    // Abramowitz and Stegun, table 7.1.
    expect(erf(0.5)).toBeCloseTo(0.5204998778, 10);
    expect(erf(1)).toBeCloseTo(0.8427007929, 10);
    expect(erf(-2)).toBeCloseTo(-0.995322265, 9);
    expect(erf(0)).toBe(0);
    expect(erf(5.999)).toBeCloseTo(1, 14);
    expect([erf(6.001), erf(-50)]).toEqual([1, -1]);
  });

  it('has activation values as the functions’ authors give them', () => {
    const x = float('x', [1]);
    const at = (name: Parameters<typeof activation>[1]['function'], value: number) =>
      compute(activation(x, { function: name }), { x: tensorOf([1], () => value) })[0];
    expect(at('gelu', 1)).toBeCloseTo(0.8413447461, 9);
    expect(at('geluTanh', 1)).toBeCloseTo(0.8411919906, 9);
    expect(at('elu', -1)).toBeCloseTo(Math.exp(-1) - 1, 12);
    expect(at('leakyRelu', -1)).toBe(-0.2);
    expect(at('swish', 1)).toBeCloseTo(0.7310585786, 9);
    expect(at('relu6', 7)).toBe(6);
  });

  it('drops elements by TensorFlow’s numbers', () => {
    // Key words 42 and 1, counter 0: the numbers are in test/fixtures/tensorflowUniform.json, second case.
    const uniform = [0.5586717, 0.2747003, 0.1485382, 0.9617506, 0.8322151, 0.4633919];
    const [x, seed] = [float('x', [6]), placeholder({ name: 'seed', dtype: 'int32', shape: [2] })];
    const feeds = { x: counted([6]), seed: tensorOf([2], (_, i) => [42, 0][i] as number, 'int32') };
    const { y } = dropout(x, seed, { rate: 0.5, stream: 1, perChannel: false });
    expect(compute(y, feeds)).toEqual(uniform.map((number, i) => (number >= 0.5 ? 2 * (i + 1) : 0)));
  });
});

describe('sessions', () => {
  it('read variables as they were before the call, then update in order', async () => {
    const results = await runCase('variable: reads see the values from before the updates');
    const values = results.map((result) => Object.values(result).map(({ data }) => [...data]));
    const [before, swapped] = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [3, 4],
        [1, 2],
      ],
    ];
    expect(values).toEqual([[], before, swapped, swapped, before]);
  });

  it('give Keras’s Adam its first step of one learning rate', async () => {
    const [, , read] = await runCase('applyAdam: three steps');
    const weight = [...(read?.weight?.data ?? [])];
    expect(weight[0]).toBeCloseTo(1 - 0.1, 4);
    expect(weight[1]).toBeCloseTo(-2 + 0.1, 4);
    expect(weight[2]).toBe(0.5);
  });

  it('say what is missing', async () => {
    const x = float('x', [BATCH, 2]);
    const weight = { name: 'w', role: 'weight', dtype: 'float32', shape: [2] } as const;
    const session = await referenceEngine.createSession({
      variables: [weight],
      signatures: [
        { name: 'echo', outputs: { x }, updates: [] },
        { name: 'read', outputs: { w: variable(weight) }, updates: [] },
      ],
    });
    const wrong: TensorData = { dtype: 'float32', shape: [1, 3], data: new Float32Array(3) };
    await expect(session.run('echo', {})).rejects.toThrow("no tensor is fed for the placeholder 'x'");
    await expect(session.run('echo', { x: wrong })).rejects.toThrow('should be float32 [batch, 2], got float32 [1, 3]');
    await expect(session.run('read', {})).rejects.toThrow('w is read before it has a value');
    await expect(session.run('train', {})).rejects.toThrow("no signature 'train'");
  });
});

describe('convolutions of any shape', () => {
  const geometry = fc.record({
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    padding: fc.constantFrom<PaddingMode>('same', 'valid'),
    depth: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 3 }),
  });
  const kinds = [
    { forward: conv2d, ofInput: conv2dInputGradient, ofFilter: conv2dFilterGradient },
    { forward: depthwiseConv2d, ofInput: depthwiseConv2dInputGradient, ofFilter: depthwiseConv2dFilterGradient },
  ];

  it.each(kinds)('⟨dy, $forward.name(x, f)⟩ = ⟨dx, x⟩ = ⟨df, f⟩: the gradients are its adjoints', (kind) => {
    fc.assert(
      fc.property(geometry, ({ height, width, kernel, depth, outputs, ...settings }) => {
        const fits = [height, width].every((size, axis) => {
          return ((kernel[axis] as number) - 1) * (settings.dilations[axis] as number) < size;
        });
        fc.pre(settings.padding === 'same' || fits);
        const [x, filter] = [float('x', [BATCH, height, width, depth]), float('filter', [...kernel, depth, outputs])];
        const random = randomStream(1, 'adjoint');
        const draw = (shape: readonly number[]) => tensorOf(shape, () => random.normal());
        const feeds = { x: draw([2, height, width, depth]), filter: draw(filter.shape) };
        const y = kind.forward(x, filter, settings);
        const dy = float('dy', y.shape);
        const all = { ...feeds, dy: draw(y.shape.with(0, 2)) };
        const dx = compute(kind.ofInput(dy, filter, x, settings), all);
        const dfilter = compute(kind.ofFilter(dy, x, filter, settings), all);
        const expected = dot(compute(y, feeds), all.dy.data);
        expect(dot(dx, feeds.x.data)).toBeCloseTo(expected, 9);
        expect(dot(dfilter, feeds.filter.data)).toBeCloseTo(expected, 9);
      }),
    );
  });
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((total, value, i) => total + value * (b[i] as number), 0);
}
