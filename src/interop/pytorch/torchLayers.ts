import type { TensorData } from '../../core/engine.js';
import { slideWindow } from '../../core/graph/ops/window.js';
import type { SampleShape } from '../../core/layers/layer.js';
import type { PlannedLayer } from '../../core/plan/plan.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import { ExportError } from '../exporter.js';
import { imageNetBias, imageNetKernel } from '../keras/imageNetWeights.js';
import { permuted } from '../permuted.js';
import type { NpzArray } from '../python/npzFile.js';
import { type PythonValue, pythonText } from '../python/pythonText.js';
import { torchActivation } from './torchActivation.js';
import { torchAugmentation } from './torchAugmentation.js';
import type { TorchLayer } from './torchModel.js';
import { batchNorm, layerNorm } from './torchNormalization.js';

/** A layer's options, of which each case knows its own. */
// biome-ignore lint/suspicious/noExplicitAny: the options of different layers are of different types
type Options = Readonly<Record<string, any>>;
type Pair = readonly [number, number];

/** A weight of the layer. */
export type WeightOf = (name: string) => TensorData;

/** A layer in PyTorch, where images have their channels first and everything else lies as here. */
export function torchLayer(
  layer: PlannedLayer,
  weights: VariableValues,
  { leavesSoftmax }: { readonly leavesSoftmax: boolean },
): TorchLayer {
  const { definition, inputShapes, outputShape } = layer;
  const options = definition.options as Options;
  const shape = inputShapes[0] ?? [];
  const weightOf: WeightOf = (name) => {
    const found = weights[`${definition.name}/${name}`];
    if (found === undefined) throw new ExportError(`The run has no weight ${definition.name}/${name}.`);
    return found;
  };
  const activated = (inner: string) =>
    torchActivation(String(options.activation ?? 'linear'), undefined, inner, outputShape.length, leavesSoftmax);
  switch (definition.type.type) {
    case 'rescale': {
      const { scale, offset } = options as unknown as { scale: number; offset: number };
      return plain((x) => `${x} * ${pythonText(scale)}${offset === 0 ? '' : ` + ${pythonText(offset)}`}`);
    }
    case 'resize':
      return plain(
        (x) =>
          `F.interpolate(${x}, ${pythonText([options.height, options.width])}, mode="bilinear", align_corners=False)`,
      );
    case 'flatten':
      return plain((x) =>
        isImage(shape) && !isPixel(shape) ? `${x}.permute(0, 2, 3, 1).flatten(1)` : `${x}.flatten(1)`,
      );
    case 'reshape':
      return plain((x) => {
        const last = isImage(shape) && !isPixel(shape) ? `${x}.permute(0, 2, 3, 1)` : x;
        const reshaped = `${last}.reshape(-1, ${outputShape.join(', ')})`;
        return isImage(outputShape) ? `${reshaped}.permute(0, 3, 1, 2)` : reshaped;
      });
    case 'dense':
      return {
        modules: { '': `nn.Linear(${shape[0]}, ${options.units}${options.useBias ? '' : ', bias=False'})` },
        expression: ([x], self) => activated(`${self()}(${x})`),
        state: { '.weight': turned(weightOf('kernel'), [1, 0]), ...biasState(options, '.bias', weightOf) },
        penalties: penaltiesOf(options, { kernelRegularizer: '.weight' }),
      };
    case 'conv2d':
    case 'depthwiseConv2d':
      return convolution(layer, weightOf, activated);
    case 'separableConv2d':
      return separable(layer, weightOf, activated);
    case 'imageNetMeans': {
      const kernel = { dtype: 'float32' as const, ...imageNetKernel };
      return {
        modules: { '': 'nn.Conv2d(3, 3, 1)' },
        expression: ([x], self) => `${self()}(${x})`,
        state: { '.weight': turned(kernel, [3, 2, 0, 1]), '.bias': imageNetBias },
      };
    }
    case 'batchNormalization':
      return batchNorm(options, shape, weightOf);
    case 'layerNormalization':
      return layerNorm(options, shape, weightOf);
    case 'activation':
      return plain((x) =>
        torchActivation(String(options.activation), options.alpha, x, outputShape.length, leavesSoftmax),
      );
    case 'maxPooling2d':
    case 'averagePooling2d':
      return pooling(definition.type.type === 'maxPooling2d', options, shape);
    case 'globalAveragePooling2d':
      return plain((x) => `${x}.mean((2, 3)${options.keepdims ? ', keepdim=True' : ''})`);
    case 'globalMaxPooling2d':
      return plain((x) => `${x}.amax((2, 3)${options.keepdims ? ', keepdim=True' : ''})`);
    case 'zeroPadding2d': {
      const [[top, bottom], [left, right]] = options.padding as unknown as [Pair, Pair];
      return plain((x) => `F.pad(${x}, ${pythonText([left, right, top, bottom])})`);
    }
    case 'dropout':
    case 'spatialDropout2d': {
      const name = definition.type.type === 'dropout' ? 'Dropout' : 'Dropout2d';
      return {
        modules: { '': `nn.${name}(${pythonText(options.rate)})` },
        expression: ([x], self) => `${self()}(${x})`,
      };
    }
    case 'add':
    case 'multiply': {
      const operator = definition.type.type === 'add' ? ' + ' : ' * ';
      const rank = outputShape.length;
      return {
        expression: (x) =>
          x.map((each, index) => stretched(each, inputShapes[index]?.length ?? rank, rank)).join(operator),
      };
    }
    case 'concatenate':
      return { expression: (x) => `torch.cat((${x.join(', ')}), ${dimension(Number(options.axis), shape.length)})` };
    case 'mixup':
      return plain((x) => x);
    default:
      return plain((x) => torchAugmentation(definition.type.type, options, x));
  }
}

function plain(expression: (x: string) => string): TorchLayer {
  return { expression: ([x = 'x']) => expression(x) };
}

export function isImage(shape: SampleShape): boolean {
  return shape.length === 3;
}

function isPixel([height, width]: SampleShape): boolean {
  return height === 1 && width === 1;
}

/** PyTorch's dimension of an axis as Keras counts it. */
function dimension(axis: number, rank: number): number {
  const counted = axis < 0 ? rank + 1 + axis : axis;
  return rank === 3 ? ([0, 2, 3, 1][counted] ?? counted) : counted;
}

/** Dimensions of 1 behind the batch, where a merge brings inputs to one rank. */
function stretched(x: string, rank: number, wanted: number): string {
  if (rank === wanted) return x;
  if (wanted === 2) return `${x}[:, None]`;
  return rank === 1 ? `${x}[:, :, None, None]` : `${x}.transpose(1, 2)[:, :, None]`;
}

function turned(tensor: TensorData, order: readonly number[]): NpzArray {
  return { shape: order.map((axis) => tensor.shape[axis] ?? 1), data: permuted(tensor, order) };
}

export function asIs({ shape, data }: TensorData): NpzArray {
  return { shape, data: Float32Array.from(data) };
}

function biasState(
  { useBias }: { readonly useBias?: boolean },
  name: string,
  weightOf: WeightOf,
): Record<string, NpzArray> {
  return useBias ? { [name]: asIs(weightOf('bias')) } : {};
}

function penaltiesOf(options: Options, names: Readonly<Record<string, string>>): NonNullable<TorchLayer['penalties']> {
  const isFrozen = (options as { trainable?: unknown }).trainable === false;
  return Object.fromEntries(
    Object.entries(names).flatMap(([option, name]) =>
      options[option] === undefined || isFrozen ? [] : [[name, options[option] as { l1: number; l2: number }]],
    ),
  );
}

interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: 'same' | 'valid';
}

/** Padding as PyTorch has it, where both sides get the same; else left, right, top, bottom for `F.pad`. */
function paddingOf(shape: SampleShape, { size, strides, dilations, padding }: Window) {
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    slideWindow('window', shape[axis] ?? 1, size[axis], { stride: strides[axis], dilation: dilations[axis], padding }),
  ) as [ReturnType<typeof slideWindow>, ReturnType<typeof slideWindow>];
  const isEven = rows.before === rows.after && columns.before === columns.after;
  if (isEven) return { padding: [rows.before, columns.before] as Pair };
  return { sides: [columns.before, columns.after, rows.before, rows.after] };
}

function isNone(pair: Pair): boolean {
  return pair[0] === 0 && pair[1] === 0;
}

/** One number for two that are equal. */
function short(pair: Pair): PythonValue {
  return pair[0] === pair[1] ? pair[0] : pair;
}

function windowOf(options: Options): Window {
  const { kernelSize, strides, dilationRate, padding } = options as unknown as Record<string, Pair> & {
    padding: Window['padding'];
  };
  return { size: kernelSize as Pair, strides: strides as Pair, dilations: dilationRate as Pair, padding };
}

/** `nn.Conv2d` with its padding, or what pads before it. */
function convolutionModule(
  shape: SampleShape,
  window: Window,
  [inputs, outputs, groups]: readonly number[],
  hasBias: boolean,
) {
  const { padding, sides } = paddingOf(shape, window);
  const { size, strides, dilations } = window;
  const named = {
    stride: strides.every((stride) => stride === 1) ? undefined : short(strides),
    padding: padding === undefined || isNone(padding) ? undefined : short(padding),
    dilation: dilations.every((rate) => rate === 1) ? undefined : short(dilations),
    groups: groups === 1 ? undefined : groups,
    bias: hasBias ? undefined : false,
  };
  const module = pythonText({ callee: 'nn.Conv2d', positional: [inputs ?? 1, outputs ?? 1, short(size)], named });
  const padded = (x: string) => (sides === undefined ? x : `F.pad(${x}, ${pythonText(sides)})`);
  return { module, padded };
}

function convolution(
  { definition, inputShapes, outputShape }: PlannedLayer,
  weightOf: WeightOf,
  activated: (inner: string) => string,
): TorchLayer {
  const options = definition.options as Options;
  const shape = inputShapes[0] ?? [];
  const isDepthwise = definition.type.type === 'depthwiseConv2d';
  const channels = [shape[2] ?? 1, outputShape[2] ?? 1, isDepthwise ? (shape[2] ?? 1) : 1];
  const { module, padded } = convolutionModule(shape, windowOf(options), channels, options.useBias);
  return {
    modules: { '': module },
    expression: ([x = 'x'], self) => activated(`${self()}(${padded(x)})`),
    state: {
      '.weight': isDepthwise ? depthwiseKernel(weightOf('kernel')) : turned(weightOf('kernel'), [3, 2, 0, 1]),
      ...biasState(options, '.bias', weightOf),
    },
    penalties: penaltiesOf(options, { kernelRegularizer: '.weight', depthwiseRegularizer: '.weight' }),
  };
}

/** `[height, width, channels, multiplier]` as `[channels · multiplier, 1, height, width]`. */
function depthwiseKernel(kernel: TensorData): NpzArray {
  const [height = 1, width = 1, channels = 1, multiplier = 1] = kernel.shape;
  return { shape: [channels * multiplier, 1, height, width], data: permuted(kernel, [2, 3, 0, 1]) };
}

function separable(
  { definition, inputShapes }: PlannedLayer,
  weightOf: WeightOf,
  activated: (inner: string) => string,
): TorchLayer {
  const options = definition.options as Options;
  const shape = inputShapes[0] ?? [];
  const inputs = shape[2] ?? 1;
  const between = inputs * Number(options.depthMultiplier);
  const { module, padded } = convolutionModule(shape, windowOf(options), [inputs, between, inputs], false);
  const pointwise = `nn.Conv2d(${between}, ${options.filters}, 1${options.useBias ? '' : ', bias=False'})`;
  return {
    modules: { _depthwise: module, _pointwise: pointwise },
    expression: ([x = 'x'], self) => activated(`${self('_pointwise')}(${self('_depthwise')}(${padded(x)}))`),
    state: {
      '_depthwise.weight': depthwiseKernel(weightOf('depthwiseKernel')),
      '_pointwise.weight': turned(weightOf('pointwiseKernel'), [3, 2, 0, 1]),
      ...biasState(options, '_pointwise.bias', weightOf),
    },
    penalties: penaltiesOf(options, {
      depthwiseRegularizer: '_depthwise.weight',
      pointwiseRegularizer: '_pointwise.weight',
    }),
  };
}

function pooling(isMax: boolean, options: Options, shape: SampleShape): TorchLayer {
  const {
    poolSize,
    strides,
    padding: mode,
  } = options as unknown as { poolSize: Pair; strides?: Pair; padding: Window['padding'] };
  const steps = strides ?? poolSize;
  const { padding, sides } = paddingOf(shape, { size: poolSize, strides: steps, dilations: [1, 1], padding: mode });
  const size = pythonText(short(poolSize));
  const stride = pythonText(short(steps));
  const name = isMax ? 'F.max_pool2d' : 'F.avg_pool2d';
  // PyTorch pads by at most half a window.
  const fits = padding?.every((amount, axis) => 2 * amount <= (poolSize[axis] ?? 1));
  if (fits && padding !== undefined) {
    const padded = isNone(padding)
      ? ''
      : `, padding=${pythonText(short(padding))}${isMax ? '' : ', count_include_pad=False'}`;
    return plain((x) => `${name}(${x}, ${size}, ${stride}${padded})`);
  }
  const around = pythonText(sides ?? [padding?.[1] ?? 0, padding?.[1] ?? 0, padding?.[0] ?? 0, padding?.[0] ?? 0]);
  if (isMax) return plain((x) => `${name}(F.pad(${x}, ${around}, value=float("-inf")), ${size}, ${stride})`);
  return plain((x) => `average_pool_same(${x}, ${size}, ${stride}, ${around})`);
}
