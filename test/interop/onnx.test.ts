import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from '../../src/interop/onnx/exportOnnx.js';
import { decodeOnnx } from '../../src/interop/onnx/onnxProto.js';
import { permuted } from '../../src/interop/permuted.js';
import { exportSourceOf } from '../support/exportSource.js';
import { type InteropModel, interopModel, interopModels } from '../support/interopModels.js';

interface Node {
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly { readonly name: string; readonly ints: readonly number[]; readonly i?: number }[];
}

interface Graph {
  readonly node: readonly Node[];
  readonly initializer: readonly {
    readonly name: string;
    readonly dims: readonly number[];
    readonly rawData: Uint8Array;
  }[];
  readonly input: readonly { readonly name: string }[];
  readonly output: readonly { readonly name: string }[];
}

function graphOf(model: InteropModel): Graph {
  const [file] = exportOnnx(exportSourceOf(model));
  if (file === undefined) throw new Error('nothing was exported');
  const decoded = decodeOnnx(file.bytes);
  expect(decoded).toMatchObject({ irVersion: 8, opsetImport: [{ version: 17 }] });
  return decoded.graph as Graph;
}

const models = interopModels(resolve(__dirname, '../..'));

describe('an ONNX export', () => {
  it.each(models.map((model) => [model.name, model] as const))(
    'of %s is whole: each tensor comes before its readers',
    (_, model) => {
      const { node, initializer, input, output } = graphOf(model);
      const known = new Set([...initializer, ...input].map(({ name }) => name));
      expect(known.size).toBe(initializer.length + input.length);
      for (const { input: inputs, output: outputs } of node) {
        for (const name of inputs) if (name !== '') expect(known).toContain(name);
        for (const name of outputs) {
          expect(known).not.toContain(name);
          known.add(name);
        }
      }
      expect(output.map(({ name }) => name)).toEqual(['probabilities']);
      expect(known).toContain('probabilities');
      const weights = Object.values(model.weights).reduce((sum, { data }) => sum + data.byteLength, 0);
      const held = initializer.filter(({ name }) => name in model.weights);
      expect(held.reduce((sum, { rawData }) => sum + rawData.byteLength, 0)).toBe(weights);
    },
  );

  it('turns images round twice: at the beginning, and before they are flattened', () => {
    const cnn = models.find(({ name }) => name === 'cnn');
    if (cnn === undefined) throw new Error('no cnn');
    const { node } = graphOf(cnn);
    expect(node.map(({ opType }) => opType)).toEqual([
      ...['Cast', 'Mul', 'Transpose', 'Conv', 'Relu', 'BatchNormalization', 'MaxPool', 'Conv', 'Relu'],
      ...['BatchNormalization', 'MaxPool', 'Transpose', 'Reshape', 'Gemm', 'Relu', 'Gemm', 'Softmax', 'Identity'],
    ]);
    // The bias is the convolution's own.
    expect(node.filter(({ opType }) => opType === 'Conv').map(({ input }) => input.length)).toEqual([3, 3]);
  });

  it('pads as TensorFlow does: more at the end, and nothing where the strides fit', () => {
    const layers = [
      { type: 'conv2d', filters: 2, kernelSize: 3, strides: 2, padding: 'same' },
      { type: 'conv2d', filters: 2, kernelSize: 2, strides: 2, padding: 'same' },
      { type: 'conv2d', filters: 2, kernelSize: 3, padding: 'same' },
      { type: 'flatten' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ];
    const { node } = graphOf(interopModel(JSON.stringify({ name: 'pads', layers })));
    const pads = node.flatMap(({ attribute }) =>
      attribute.filter(({ name }) => name === 'pads').map(({ ints }) => ints),
    );
    expect(pads).toEqual([
      [0, 0, 1, 1],
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
  });

  it('does nothing in what only trains', () => {
    const augmented = models.find(({ name }) => name === 'augmented');
    if (augmented === undefined) throw new Error('no augmented');
    const { node } = graphOf(augmented);
    expect(node.slice(0, 4).map(({ opType }) => opType)).toEqual(['Cast', 'Mul', 'Transpose', 'Conv']);
  });
});

describe('axes in another order', () => {
  it('are those that are asked for', () => {
    const data = Float32Array.from({ length: 24 }, (_, index) => index);
    const turned = permuted({ dtype: 'float32', shape: [2, 3, 4], data }, [2, 0, 1]);
    const at = (i: number, j: number, k: number) => turned[(i * 2 + j) * 3 + k];
    for (let i = 0; i < 4; i += 1)
      for (let j = 0; j < 2; j += 1) for (let k = 0; k < 3; k += 1) expect(at(i, j, k)).toBe((j * 3 + k) * 4 + i);
  });
});
