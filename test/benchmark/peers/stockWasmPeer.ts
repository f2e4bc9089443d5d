import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfLayers from '@tensorflow/tfjs-layers';
import { loadDataset } from '../../../src/datasets/index.js';
import type { PlannedLayerJson, PlannedModelJson } from '../../support/plannedModel.js';
import { servePeer } from './servePeer.js';

/** TensorFlow.js as it comes, on the WebAssembly backend that the portable engine uses: its layers and its `fit`. */
const [folder = '.', batchSize = '64'] = process.argv.slice(2);

/** Options that the two libraries name and mean alike. */
const sharedOptions = [
  ...['units', 'filters', 'kernelSize', 'strides', 'padding', 'poolSize', 'rate', 'activation', 'useBias'],
  ...['momentum', 'epsilon', 'center', 'scale'],
];

type CreateLayer = (options: object) => tfLayers.layers.Layer;

async function main(): Promise<void> {
  await tf.setBackend('wasm');
  await tf.ready();
  const dataset = await loadDataset('fashion-mnist');
  const pixels = dataset.imageShape.reduce((product, size) => product * size, 1);
  const models = new Map<string, tfLayers.Sequential>();
  const notes = [
    'optimizer Adam: TensorFlow.js has no AdamW',
    'pixels scaled before training, not in it',
    'one thread',
  ];
  await servePeer({ versions: { 'tfjs-layers': tfLayers.version_layers }, notes }, async ({ model: name, samples }) => {
    const model = models.get(name) ?? build(name);
    models.set(name, model);
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
function build(name: string): tfLayers.Sequential {
  const planned = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as PlannedModelJson;
  const model = tfLayers.sequential();
  let inputShape: readonly number[] | undefined = planned.inputShape;
  for (const layer of planned.layers) {
    if (layer.type === 'input' || layer.type === 'rescale') continue;
    const create = (tfLayers.layers as unknown as Readonly<Record<string, CreateLayer | undefined>>)[layer.type];
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
