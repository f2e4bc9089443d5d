import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/core/definition/options.js';
import { topologicalOrder } from '../../../src/core/graph/graph.js';
import type { ActivationAttributes } from '../../../src/core/graph/ops/activation.js';
import { ops } from '../../../src/core/graph/ops/index.js';
import { backbone } from '../../../src/core/layers/backbone.js';
import { layerTypeByName, layerTypes } from '../../../src/core/layers/index.js';
import type { WeightSpec } from '../../../src/core/layers/layer.js';
import fixture from '../../fixtures/kerasLayers.json' with { type: 'json' };
import { buildLayer, evaluateLayer } from '../../support/layerProgram.js';
import type { Tensor } from '../../support/referenceOps/tensor.js';

/** A layer with what Keras made of it; see test/parity/make_layer_fixture.py. */
interface LayerCase {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputShapes: readonly (readonly number[])[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  readonly trainableCount: number;
  readonly parameterCount: number;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[]; readonly values: number[] }[];
  readonly output: readonly number[];
  readonly penalty: number;
  /** What it gives in training, of layers that move images and here leave nothing to chance. */
  readonly moved?: readonly number[];
  readonly training?: {
    readonly output: readonly number[];
    readonly movingMean: readonly number[];
    readonly movingVariance: readonly number[];
  };
}

const cases = fixture.cases as unknown as readonly LayerCase[];

function optionsOf(entry: LayerCase) {
  const { options } = layerTypeByName(entry.type);
  const read = readOptions(options, entry.options, [], (problem) => expect.fail(problem.message), []);
  if (read === undefined) throw new Error('options could not be read');
  return read;
}

function tensor(shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype: 'float32', shape, data: Float64Array.from(values) };
}

function inputsOf(entry: LayerCase): Tensor[] {
  return entry.inputs.map((values, index) => tensor([fixture.batch, ...(entry.inputShapes[index] ?? [])], values));
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function weightsOf(entry: LayerCase): Record<string, Tensor> {
  return Object.fromEntries(entry.weights.map(({ name, shape, values }) => [camelCase(name), tensor(shape, values)]));
}

function countOf(weights: readonly WeightSpec[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

function expectClose(actual: Tensor | undefined, expected: readonly number[]): void {
  expect(actual?.data.length).toBe(expected.length);
  for (const [index, value] of expected.entries())
    expect(Math.abs((actual?.data[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(
      1e-5 * Math.max(1, Math.abs(value)),
    );
}

describe('layer registry', () => {
  it('names each type once', () => {
    expect(new Set(layerTypes.map((type) => type.type)).size).toBe(layerTypes.length);
  });

  it.each(layerTypes.map((type) => [type.type, type] as const))('%s is documented and has cases', (name, type) => {
    // Composites have tests of their own, network by network.
    if (type !== backbone) expect(cases.some((entry) => entry.type === name)).toBe(true);
    expect(type.description).toMatch(/^[A-Z].*\.$/);
    expect(type.formula).toMatch(/^y/);
    for (const [key, option] of Object.entries(type.options)) {
      expect(key).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(option.description).toMatch(/\.$/);
      expect(option.schema).toBeTypeOf('object');
    }
  });
});

describe.each(cases.map((entry) => [`${entry.type} ${JSON.stringify(entry.options)}`, entry] as const))(
  '%s',
  (_name, entry) => {
    const type = layerTypeByName(entry.type);
    const options = optionsOf(entry);

    it.each(['training', 'inference'] as const)(
      'infers in %s what it builds, and uses the weights it declares',
      (mode) => {
        const built = buildLayer(type, options, entry.inputShapes, mode);
        expect(built.output.shape.slice(1)).toEqual(built.inference.outputShape);
        const used = new Set([...built.weightsRead, ...built.statisticUpdates.map(({ name }) => name)]);
        expect([...used].sort()).toEqual(built.inference.weights.map(({ name }) => name).sort());
        for (const { op } of topologicalOrder([built.output.node])) expect(Object.values(ops)).toContain(op);
        if (mode === 'inference') expect(built.statisticUpdates).toEqual([]);
      },
    );

    it('has the output shape, the weights and the parameter counts of Keras', () => {
      const { inference } = buildLayer(type, options, entry.inputShapes, 'inference');
      expect(inference.outputShape).toEqual(entry.outputShape);
      expect(inference.weights.map(({ name, shape }) => [name, shape])).toEqual(
        entry.weights.map(({ name, shape }) => [camelCase(name), shape]),
      );
      expect(countOf(inference.weights)).toBe(entry.parameterCount);
      expect(countOf(inference.weights.filter(({ trainable }) => trainable))).toBe(entry.trainableCount);
    });

    it('computes what Keras computes in inference', () => {
      const built = buildLayer(type, options, entry.inputShapes, 'inference');
      const [output] = evaluateLayer([built.output], inputsOf(entry), weightsOf(entry));
      expectClose(output, entry.output);
    });

    it('declares the penalty that Keras adds', () => {
      const { inference } = buildLayer(type, options, entry.inputShapes, 'inference');
      const weights = weightsOf(entry);
      let penalty = 0;
      for (const { name, regularizer } of inference.weights)
        for (const value of regularizer === undefined ? [] : (weights[name]?.data ?? []))
          penalty += (regularizer?.l1 ?? 0) * Math.abs(value) + (regularizer?.l2 ?? 0) * value * value;
      expect(penalty).toBeCloseTo(entry.penalty, 5);
    });

    it('counts one multiply–accumulate for each use of a kernel element', () => {
      const { inference } = buildLayer(type, options, entry.inputShapes, 'inference');
      const positions = inference.outputShape.slice(0, -1).reduce((product, size) => product * size, 1);
      const kernels = inference.weights.filter(({ name }) => /kernel$/i.test(name));
      expect(inference.macs).toBe(positions * countOf(kernels));
    });
  },
);

const softmaxCases = cases.filter((entry) => entry.options.activation === 'softmax');

it.each(softmaxCases.map((entry) => [entry.type, entry] as const))(
  '%s with softmax ends in one softmax node',
  (_, entry) => {
    const type = layerTypeByName(entry.type);
    const { node } = buildLayer(type, optionsOf(entry), entry.inputShapes, 'inference').output;
    expect(node.op.kind).toBe('activation');
    expect((node.attributes as ActivationAttributes).function).toBe('softmax');
  },
);

const trainedCases = cases.flatMap((entry) =>
  entry.training === undefined ? [] : [[JSON.stringify(entry.options), entry, entry.training] as const],
);

it.each(trainedCases)(
  'batchNormalization %s computes and updates in training what Keras does',
  (_, entry, training) => {
    const built = buildLayer(layerTypeByName(entry.type), optionsOf(entry), entry.inputShapes, 'training');
    const weights = weightsOf(entry);
    const statistics = built.statisticUpdates.map(({ value }) => value);
    const [output, ...values] = evaluateLayer([built.output, ...statistics], inputsOf(entry), weights);
    expectClose(output, training.output);
    expect(built.statisticUpdates.map(({ name }) => name)).toEqual(['movingMean', 'movingVariance']);
    for (const [index, { name, momentum }] of built.statisticUpdates.entries()) {
      const before = weights[name]?.data ?? new Float64Array();
      const moved = before.map((old, at) => old * momentum + (values[index]?.data[at] ?? Number.NaN) * (1 - momentum));
      expectClose(
        tensor([moved.length], [...moved]),
        name === 'movingMean' ? training.movingMean : training.movingVariance,
      );
    }
  },
);

const movedCases = cases.flatMap((entry) =>
  entry.moved === undefined ? [] : [[entry.type, JSON.stringify(entry.options), entry, entry.moved] as const],
);

it.each(movedCases)('%s %s moves images as Keras does', (_type, _options, entry, moved) => {
  const built = buildLayer(layerTypeByName(entry.type), optionsOf(entry), entry.inputShapes, 'training');
  const [output] = evaluateLayer([built.output], inputsOf(entry));
  expectClose(output, moved);
});
