import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '../../src/core/definition/definition.js';
import { parseModel } from '../../src/core/definition/parseModel.js';
import type { TensorData } from '../../src/core/engine.js';
import type { ModelPlan } from '../../src/core/plan/plan.js';
import { planModel } from '../../src/core/plan/planModel.js';
import { randomStream } from '../../src/core/random.js';
import type { VariableValues } from '../../src/core/training/modelSession.js';

/** A definition to be exported, planned for 28 × 28 × 1 images in ten classes. */
export interface InteropModel {
  readonly name: string;
  readonly definition: ModelDefinition;
  readonly plan: ModelPlan;
  readonly weights: VariableValues;
}

const dense = { type: 'dense', units: 10, activation: 'softmax' };
const rescale = { type: 'rescale', scale: 1 / 255 };

/** Between them every layer type, every activation, and what is easily done wrong: strides, odd sizes, order of axes. */
const layersOf: Readonly<Record<string, readonly object[]>> = {
  windows: [
    { type: 'rescale', scale: 1 / 127.5, offset: -1 },
    { type: 'conv2d', filters: 6, kernelSize: [3, 5], strides: 2, padding: 'same', activation: 'gelu' },
    { type: 'batchNormalization', epsilon: 0.01, momentum: 0.9, scale: false },
    { type: 'depthwiseConv2d', kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2, activation: 'swish' },
    { type: 'layerNormalization', epsilon: 0.002 },
    { type: 'separableConv2d', filters: 8, kernelSize: 3, padding: 'same', depthMultiplier: 2, activation: 'geluTanh' },
    { type: 'maxPooling2d', poolSize: 3, strides: 2, padding: 'same' },
    { type: 'averagePooling2d', poolSize: 3, strides: 1, padding: 'same' },
    { type: 'activation', activation: 'leakyRelu', alpha: 0.3 },
    { type: 'spatialDropout2d', rate: 0.2 },
    { type: 'flatten' },
    { type: 'dense', units: 12, activation: 'tanh', kernelRegularizer: { l2: 0.001 } },
    { type: 'batchNormalization', center: false },
    { type: 'dropout', rate: 0.5 },
    dense,
  ],
  merges: [
    rescale,
    {
      type: 'zeroPadding2d',
      padding: [
        [1, 0],
        [2, 3],
      ],
    },
    { type: 'conv2d', filters: 8, kernelSize: 3, dilationRate: 2, useBias: false, name: 'first' },
    { type: 'activation', activation: 'elu', alpha: 0.5, name: 'stem' },
    { type: 'globalAveragePooling2d', keepdims: true },
    { type: 'conv2d', filters: 8, kernelSize: 1, activation: 'sigmoid', name: 'gate' },
    { type: 'multiply', from: ['stem', 'gate'], name: 'gated' },
    { type: 'add', from: ['gated', 'stem', 'first'], name: 'sum' },
    { type: 'conv2d', filters: 4, kernelSize: 2, strides: [2, 1], activation: 'relu6', name: 'left' },
    { type: 'maxPooling2d', poolSize: 2, strides: [2, 1], from: 'sum', name: 'right' },
    { type: 'concatenate', from: ['left', 'right', 'left'], name: 'joined' },
    { type: 'resize', height: 9, width: 20 },
    { type: 'reshape', targetShape: [9, 10, -1] },
    { type: 'batchNormalization' },
    { type: 'globalMaxPooling2d' },
    { type: 'activation', activation: 'elu', name: 'a' },
    { type: 'dense', units: 32, activation: 'leakyRelu', name: 'b' },
    { type: 'concatenate', axis: 1, from: ['a', 'b'] },
    { type: 'dense', units: 10 },
    { type: 'activation', activation: 'softmax' },
  ],
  rows: [
    rescale,
    { type: 'reshape', targetShape: [28, 28] },
    { type: 'layerNormalization', scale: false },
    { type: 'batchNormalization', name: 'rows' },
    { type: 'reshape', targetShape: [14, 56], name: 'wide' },
    { type: 'reshape', targetShape: [14, 56], from: 'rows', name: 'again' },
    { type: 'concatenate', axis: 2, from: ['wide', 'again'] },
    { type: 'activation', activation: 'softmax' },
    { type: 'flatten' },
    { type: 'dense', units: 16, useBias: false, activation: 'relu' },
    dense,
  ],
  augmented: [
    { type: 'randomFlip' },
    { type: 'randomTranslation', heightFactor: [-0.1, 0.2], widthFactor: 0.1, fillMode: 'constant', fillValue: 3 },
    { type: 'randomRotation', factor: 0.05 },
    { type: 'randomZoom', heightFactor: 0.1 },
    { type: 'randomContrast', factor: [0.2, 0.3] },
    { type: 'randomErasing', fillValue: 0 },
    { type: 'mixup', alpha: 0.4 },
    rescale,
    { type: 'conv2d', filters: 8, kernelSize: 3, activation: 'relu' },
    { type: 'averagePooling2d', poolSize: [3, 2] },
    { type: 'globalAveragePooling2d' },
    dense,
  ],
  mobilenetV2: [
    { type: 'backbone', name: 'mobilenetV2', alpha: 0.35, weights: 'none', inputSize: 32, upTo: 'block_4_add' },
    { type: 'globalAveragePooling2d' },
    dense,
  ],
  vgg16: [
    {
      type: 'backbone',
      name: 'vgg16',
      weights: 'none',
      inputSize: 32,
      upTo: 'block1_pool',
      trainable: { from: 'block1_conv2' },
    },
    { type: 'globalAveragePooling2d' },
    { type: 'rescale', scale: 0.02 },
    dense,
  ],
};

/** Every model above and every shipped one, with weights and statistics as different as a trained network's. `root`: of the repository. */
export function interopModels(root: string): readonly InteropModel[] {
  const data = join(root, 'data');
  const shipped = readdirSync(data).filter((name) => name.endsWith('.model.jsonc'));
  return [
    ...shipped.map((file) => interopModel(readFileSync(join(data, file), 'utf8'))),
    ...Object.entries(layersOf).map(([name, layers]) => interopModel(JSON.stringify({ name, layers }))),
  ];
}

/** Plans a definition and draws weights for it. @throws Error with its problems. */
export function interopModel(text: string): InteropModel {
  const { value: definition, problems } = parseModel(text);
  const planned = definition && planModel(definition, { inputShape: [28, 28, 1], classCount: 10 });
  if (definition === undefined || planned?.plan === undefined)
    throw new Error([...problems, ...(planned?.problems ?? [])].map(({ message }) => message).join(' '));
  const { plan } = planned;
  return { name: definition.name, definition, plan, weights: livelyWeights(plan) };
}

/** No statistic is 0 or 1, no bias is 0, and no signal dies out on its way: nothing goes wrong unnoticed. */
function livelyWeights(plan: ModelPlan): VariableValues {
  const stream = randomStream(8, 'interop');
  const around = (middle: number, width: number) => middle + width * (2 * stream.uniform() - 1);
  const entries = plan.layers.flatMap(({ definition, weights }) =>
    weights.map(({ name, shape }): [string, TensorData] => {
      const size = shape.reduce((product, each) => product * each, 1);
      const data = Float32Array.from({ length: size }, () => {
        if (name.toLowerCase().endsWith('kernel')) return around(0, kernelLimit(definition.type.type, name, shape));
        return name === 'gamma' || name === 'movingVariance' ? around(1, 0.4) : around(0, 0.2);
      });
      return [`${definition.name}/${name}`, { dtype: 'float32', shape, data }];
    }),
  );
  return Object.fromEntries(entries);
}

/** He et al. 2015 by the numbers that go into one output; less for dense layers, so that none is certain of its class. */
function kernelLimit(type: string, name: string, shape: readonly number[]): number {
  const isDepthwise = type === 'depthwiseConv2d' || name === 'depthwiseKernel';
  const into = isDepthwise ? shape.slice(0, 2) : shape.slice(0, -1);
  return Math.sqrt((type === 'dense' ? 2 : 6) / into.reduce((product, each) => product * each, 1));
}
