import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelSession } from '../../src/core/training/modelSession.js';
import { createEngine } from '../../src/engines/index.js';
import { ExportError } from '../../src/interop/exporter.js';
import { exportTfjs } from '../../src/interop/tfjs/exportTfjs.js';
import { exportSourceOf } from '../support/exportSource.js';
import { interopModel, interopModels } from '../support/interopModels.js';
import { predictByTfjs } from '../support/tfjsModel.js';

const root = resolve(__dirname, '../..');
const wasmFolder = `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm'))}/`;
const COUNT = 4;
// The larger ones are compared in the parity tests.
const small = interopModels(root).filter(
  ({ name }) => !['transfer', 'cnn', 'resnet', 'cnn-augmented', 'mobilenetV2'].includes(name),
);

describe('a layers model of TensorFlow.js', () => {
  it.each(small.map((model) => [model.name, model] as const))(
    '%s predicts the same in TensorFlow.js',
    async (_, model) => {
      const images = Uint8Array.from(
        { length: COUNT * 784 },
        (_, index) => (index * index * 7 + (index % 13) * 17) % 256,
      );
      const session = await ModelSession.create(
        createEngine('portable'),
        model.plan,
        model.definition.recipe.optimizer,
      );
      await session.initializeFrom(model.weights);
      const own = await session.predictImages(images, COUNT);
      session.dispose();
      const files = exportTfjs(exportSourceOf(model));
      const theirs = await predictByTfjs(files, { data: images, shape: [COUNT, 28, 28, 1] }, 'cpu', wasmFolder);
      expect(theirs.length).toBe(own.length);
      const difference = own.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? Number.NaN))),
        0,
      );
      expect(difference).toBeLessThan(1e-5);
    },
  );

  it('is cut into shards that together hold every weight', () => {
    const transfer = interopModels(root).find(({ name }) => name === 'transfer');
    if (transfer === undefined) throw new Error('no transfer');
    const files = exportTfjs(exportSourceOf(transfer));
    const shards = files.filter(({ path }) => path.endsWith('.bin'));
    expect(shards.length).toBeGreaterThan(1);
    expect(Math.max(...shards.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(4 * 2 ** 20);
    const { weightsManifest } = JSON.parse(new TextDecoder().decode(files[0]?.bytes));
    expect(weightsManifest[0].paths).toEqual(shards.map(({ path }) => path));
    const numbers = weightsManifest[0].weights.map(({ shape }: { shape: number[] }) =>
      shape.reduce((a, b) => a * b, 1),
    );
    expect(shards.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(
      4 * numbers.reduce((a: number, b: number) => a + b, 0),
    );
  });

  it('is refused for what TensorFlow.js would compute otherwise', () => {
    const layers = [
      { type: 'depthwiseConv2d', kernelSize: 3, dilationRate: 2, name: 'wide' },
      { type: 'flatten' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ];
    const source = exportSourceOf(interopModel(JSON.stringify({ name: 'dilated', layers })));
    expect(() => exportTfjs(source)).toThrow(ExportError);
    expect(() => exportTfjs(source)).toThrow('"wide"');
  });
});
