import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset } from '../../../src/datasets/index.js';
import { loadTensorFlow } from '../../../src/engines/tensorflow/load.js';
import type { PlannedLayerJson, PlannedModelJson } from '../../support/plannedModel.js';
import { servePeer } from './servePeer.js';

/** What this peer uses of TensorFlow.js: its own layers and `LayersModel.fit`. */
interface TensorFlowJs {
  readonly version: { readonly tfjs: string; readonly 'tfjs-node': string };
  readonly layers: Readonly<Record<string, ((options: object) => unknown) | undefined>>;
  readonly train: { adam(learningRate: number): unknown };
  sequential(): LayersModel;
  tensor4d(data: Float32Array, shape: readonly number[]): Tensor;
  tensor1d(data: Float32Array): Tensor;
}

interface Tensor {
  dispose(): void;
}

interface LayersModel {
  add(layer: unknown): void;
  compile(options: object): void;
  fit(x: Tensor, y: Tensor, options: object): Promise<unknown>;
}

/** Options that the two libraries name and mean alike. */
const sharedOptions = [
  ...['units', 'filters', 'kernelSize', 'strides', 'padding', 'poolSize', 'rate', 'activation', 'useBias'],
  ...['momentum', 'epsilon', 'center', 'scale'],
];

const [folder = '.', batchSize = '64'] = process.argv.slice(2);

async function main(): Promise<void> {
  const tf = loadTensorFlow() as unknown as TensorFlowJs;
  const dataset = await loadDataset('fashion-mnist');
  const models = new Map<string, LayersModel>();
  const notes = ['optimizer Adam: TensorFlow.js has no AdamW', 'pixels scaled before training, not in it'];
  const versions = { tfjs: tf.version.tfjs, 'tfjs-node': tf.version['tfjs-node'] };
  await servePeer({ versions, notes }, async ({ model: name, samples }) => {
    const model = models.get(name) ?? build(tf, name);
    models.set(name, model);
    const pixels = dataset.imageShape.reduce((product, size) => product * size, 1);
    const scaled = Float32Array.from(dataset.train.images.subarray(0, samples * pixels), (byte) => byte / 255);
    const x = tf.tensor4d(scaled, [samples, ...dataset.imageShape]);
    const y = tf.tensor1d(Float32Array.from(dataset.train.labels.subarray(0, samples)));
    const started = performance.now();
    await model.fit(x, y, { batchSize: Number(batchSize), epochs: 1, verbose: 0, shuffle: true });
    const seconds = (performance.now() - started) / 1000;
    x.dispose();
    y.dispose();
    return samples / seconds;
  });
}

/** The network as a stack of TensorFlow.js's layers. @throws Error for a layer that is no link of a chain. */
function build(tf: TensorFlowJs, name: string): LayersModel {
  const planned = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as PlannedModelJson;
  const model = tf.sequential();
  let inputShape: readonly number[] | undefined = planned.inputShape;
  for (const layer of planned.layers) {
    if (layer.type === 'input' || layer.type === 'rescale') continue;
    const create = tf.layers[layer.type];
    if (create === undefined) throw new Error(`TensorFlow.js has no layer ${layer.type}.`);
    model.add(create({ ...optionsOf(layer), ...(inputShape === undefined ? {} : { inputShape }) }));
    inputShape = undefined;
  }
  const optimizer = tf.train.adam(Number(planned.recipe.optimizer.options.learningRate));
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

function optionsOf(layer: PlannedLayerJson): object {
  return Object.fromEntries(Object.entries(layer.options).filter(([option]) => sharedOptions.includes(option)));
}

void main();
