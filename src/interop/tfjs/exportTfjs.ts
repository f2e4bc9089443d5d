import type { TensorData } from '../../core/engine.js';
import { floatsToBytes } from '../../runs/floatBytes.js';
import { version } from '../../version.js';
import { type ExportedFile, type ExportSource, textFile } from '../exporter.js';
import { classNamesFile } from '../exportParts.js';
import { kerasNames } from '../keras/kerasModel.js';
import { type TfjsLayer, tfjsLayers } from './tfjsLayers.js';

/** What browsers keep in their caches without ado. */
const SHARD_BYTES = 4 * 2 ** 20;

interface NamedLayer extends TfjsLayer {
  readonly name: string;
  readonly from: readonly string[];
}

/**
 * A layers model of TensorFlow.js, for `tf.loadLayersModel`: `model.json` and its shards. It takes numbers 0 to 255, channels
 * last, and gives the probability of each class.
 * @see https://github.com/tensorflow/tfjs/tree/master/tfjs-converter
 */
export function exportTfjs(source: ExportSource): readonly ExportedFile[] {
  const layers = layersOf(source);
  const weights = layers.flatMap(({ name, weights: own }) =>
    Object.entries(own).map(([weight, { shape, data }]) => ({ name: `${name}/${weight}`, shape, data })),
  );
  const bytes = Buffer.concat(weights.map(({ data }) => floatsToBytes(asFloats(data))));
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const paths = Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`);
  const model = {
    format: 'layers-model',
    generatedBy: `Model Bake-off ${version}`,
    convertedBy: null,
    modelTopology: topology(source, layers),
    weightsManifest: [{ paths, weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) }],
  };
  const shards = paths.map((path, index) => ({
    path,
    bytes: bytes.subarray(index * SHARD_BYTES, (index + 1) * SHARD_BYTES),
  }));
  return [textFile('model.json', `${JSON.stringify(model)}\n`), ...shards, classNamesFile(source.started)];
}

/** All layers, each with a name of its own; what reads a layer that became several reads the last of them. */
function layersOf({ plan, weights }: ExportSource): readonly NamedLayer[] {
  const names = kerasNames(plan);
  const outputs = new Map<string, string>();
  return plan.layers.flatMap((layer): NamedLayer[] => {
    const { definition } = layer;
    const name = names(definition.name);
    if (definition.type.arity === 'none') {
      outputs.set(definition.name, name);
      const config = { batch_input_shape: [null, ...plan.inputShape], dtype: 'float32', sparse: false };
      return [{ name, className: 'InputLayer', config, weights: {}, from: [] }];
    }
    const inputs = definition.from.map((source) => outputs.get(source) ?? source);
    const stepName = (index: number) => (index === 0 ? name : `${name}_step${index}`);
    const made = tfjsLayers(layer, weights).map((each, index) => {
      const before = index === 0 ? inputs : [stepName(index - 1)];
      const from = each.reads?.flatMap((step) => (step === 'input' ? inputs : [stepName(step)])) ?? before;
      return { ...each, name: stepName(index), from };
    });
    outputs.set(definition.name, made.at(-1)?.name ?? inputs[0] ?? name);
    return made.flatMap(withCopies);
  });
}

/** TensorFlow.js frees a tensor too early that a layer reads twice: the second time, it reads a copy. */
function withCopies(layer: NamedLayer): readonly NamedLayer[] {
  const copies: NamedLayer[] = [];
  const from = layer.from.map((source, index) => {
    if (layer.from.indexOf(source) === index) return source;
    const name = `${layer.name}_copy${index}`;
    copies.push({ name, className: 'Rescaling', config: { scale: 1 }, weights: {}, from: [source] });
    return name;
  });
  return [...copies, { ...layer, from }];
}

function topology({ plan }: ExportSource, layers: readonly NamedLayer[]) {
  const node = (name: string) => [name, 0, 0, {}];
  const last = layers.at(-1)?.name ?? '';
  return {
    keras_version: 'tfjs-layers 4',
    backend: 'tensor_flow.js',
    model_config: {
      class_name: 'Model',
      config: {
        name: plan.name,
        layers: layers.map(({ name, className, config, from }) => ({
          name,
          class_name: className,
          config: { ...config, name },
          inbound_nodes: from.length === 0 ? [] : [from.map(node)],
        })),
        input_layers: [[layers[0]?.name ?? '', 0, 0]],
        output_layers: [[last, 0, 0]],
      },
    },
  };
}

function asFloats(data: TensorData['data']): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
