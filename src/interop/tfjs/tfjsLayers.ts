import type { TensorData } from '../../core/engine.js';
import { printable } from '../../core/format.js';
import { bilinearTaps } from '../../core/graph/ops/resize.js';
import type { PlannedLayer } from '../../core/plan/plan.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import { ExportError } from '../exporter.js';
import { imageNetBias, imageNetKernel } from '../keras/imageNetWeights.js';
import { kerasLayer, snake } from '../keras/kerasLayers.js';

/** A layer as TensorFlow.js's `model.json` has it, but for its name and what it reads. */
export interface TfjsLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** By their names in the layer: `kernel`. */
  readonly weights: Readonly<Record<string, Pick<TensorData, 'shape' | 'data'>>>;
  /** What it reads, where that is not the one before: steps of the same list by their number, or the list's own input. */
  readonly reads?: readonly (number | 'input')[];
}

/** What only trains: in a model that predicts it is nothing. */
const trainingOnly = ['dropout', 'spatialDropout2d', 'mixup'];

/**
 * The layers of TensorFlow.js that do what a layer of ours does, one after the other; none for what only trains.
 * @throws ExportError for what no layers of TensorFlow.js do.
 */
export function tfjsLayers(layer: PlannedLayer, weights: VariableValues): readonly TfjsLayer[] {
  const { definition, inputShapes, outputShape } = layer;
  const { type, options, name } = definition;
  if (type.randomInTraining || trainingOnly.includes(type.type)) return [];
  const own = ownWeights(layer, weights);
  switch (type.type) {
    case 'activation':
      return activationLayers(String(options.activation), options.alpha as number | undefined);
    case 'reshape':
      // With every size said: TensorFlow.js does not work a -1 out.
      return [plain('Reshape', { target_shape: outputShape })];
    case 'resize':
      return resizeLayers(inputShapes[0] ?? [], outputShape);
    case 'imageNetMeans':
      return [plain('Conv2D', { filters: 3, kernel_size: [1, 1] }, { kernel: imageNetKernel, bias: imageNetBias })];
    case 'globalAveragePooling2d':
    case 'globalMaxPooling2d': {
      const pooled = plain(kerasLayer(layer).className, {});
      return options.keepdims ? [pooled, plain('Reshape', { target_shape: outputShape })] : [pooled];
    }
    case 'depthwiseConv2d':
      if ((options.dilationRate as readonly number[]).some((rate) => rate > 1))
        throw new ExportError(
          `TensorFlow.js has no depthwise convolution with a dilationRate above 1, which "${printable(name)}" has.`,
        );
      return convolution(layer, own);
    case 'dense':
    case 'conv2d':
    case 'separableConv2d':
      return convolution(layer, own);
    default: {
      const { className, named } = kerasLayer(layer);
      return [plain(className, untrained(named), own)];
    }
  }
}

function plain(
  className: string,
  config: Readonly<Record<string, unknown>>,
  weights: TfjsLayer['weights'] = {},
): TfjsLayer {
  return { className, config, weights };
}

/** A layer with its activation in it, or behind it where TensorFlow.js has that as a layer alone. */
function convolution(layer: PlannedLayer, own: TfjsLayer['weights']): readonly TfjsLayer[] {
  const { className, named } = kerasLayer(layer);
  const { activation: _, ...rest } = untrained(named);
  const pairs = ['kernel_size', 'strides', 'dilation_rate'];
  const config = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      pairs.includes(key) && typeof value === 'number' ? [value, value] : value,
    ]),
  );
  const name = String(layer.definition.options.activation);
  if (name === 'linear') return [plain(className, config, own)];
  const behind = activationLayers(name, undefined);
  // The activation's steps come after the layer itself, which is what they take for their input.
  const shifted = behind.map(({ reads, ...each }) => ({
    ...each,
    ...(reads === undefined ? {} : { reads: reads.map((step) => (step === 'input' ? 0 : step + 1)) }),
  }));
  return [plain(className, config, own), ...shifted];
}

function activationLayers(name: string, alpha: number | undefined): readonly TfjsLayer[] {
  if (name === 'leakyRelu') return [plain('LeakyReLU', { alpha: alpha ?? 0.2 })];
  if (name === 'elu' && alpha !== undefined && alpha !== 1)
    // α · elu + (1 − α) · relu, as TensorFlow.js's layer has no α.
    return [
      activationNamed('elu'),
      plain('Rescaling', { scale: alpha }),
      { ...activationNamed('relu'), reads: ['input'] },
      plain('Rescaling', { scale: 1 - alpha }),
      { ...plain('Add', {}), reads: [1, 3] },
    ];
  if (name === 'geluTanh')
    // x · σ(2 · √(2/π) · (x + 0.044715 · x³)); TensorFlow.js cannot read the name of its own.
    return [
      { ...plain('Multiply', {}), reads: ['input', 'input', 'input'] },
      plain('Rescaling', { scale: 0.044715 }),
      { ...plain('Add', {}), reads: ['input', 1] },
      plain('Rescaling', { scale: 2 * Math.sqrt(2 / Math.PI) }),
      activationNamed('sigmoid'),
      { ...plain('Multiply', {}), reads: ['input', 4] },
    ];
  return [activationNamed(name)];
}

function activationNamed(name: string): TfjsLayer {
  return plain('Activation', { activation: name });
}

/** Without what matters in training alone. */
function untrained(named: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(named).filter(
      ([name, value]) => value !== undefined && !/regularizer|initializer|trainable/.test(name),
    ),
  );
}

function ownWeights({ definition, weights: specs }: PlannedLayer, weights: VariableValues): TfjsLayer['weights'] {
  const isDepthwise = definition.type.type === 'depthwiseConv2d';
  return Object.fromEntries(
    specs.map(({ name }) => {
      const value = weights[`${definition.name}/${name}`];
      if (value === undefined)
        throw new ExportError(`The run has no weight ${printable(`${definition.name}/${name}`)}.`);
      return [isDepthwise && name === 'kernel' ? 'depthwise_kernel' : snake(name), value];
    }),
  );
}

/**
 * TensorFlow.js's own `Resizing` puts pixels elsewhere (their corners, not their centres, lie on each other). Between pixels
 * all is linear, along each axis by itself: two products with fixed matrices, with the axis in question last.
 */
function resizeLayers(
  [height = 1, width = 1]: readonly number[],
  [newHeight = 1, newWidth = 1]: readonly number[],
): TfjsLayer[] {
  const along = (from: number, to: number) =>
    plain('Dense', { units: to, use_bias: false }, { kernel: { shape: [from, to], data: tapMatrix(from, to) } });
  return [
    plain('Permute', { dims: [2, 3, 1] }),
    along(height, newHeight),
    plain('Permute', { dims: [3, 2, 1] }),
    along(width, newWidth),
    plain('Permute', { dims: [1, 3, 2] }),
  ];
}

function tapMatrix(from: number, to: number): Float32Array {
  const { lower, upper, share } = bilinearTaps(from, to);
  const matrix = new Float32Array(from * to);
  const add = (row: number, column: number, value: number) => {
    matrix[row * to + column] = (matrix[row * to + column] ?? 0) + value;
  };
  for (let place = 0; place < to; place += 1) {
    add(lower[place] ?? 0, place, 1 - (share[place] ?? 0));
    add(upper[place] ?? 0, place, share[place] ?? 0);
  }
  return matrix;
}
