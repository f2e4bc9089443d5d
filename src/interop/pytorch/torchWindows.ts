import type { TensorData } from '../../core/engine.js';
import { slideWindow } from '../../core/graph/ops/window.js';
import type { SampleShape } from '../../core/layers/layer.js';
import type { PlannedLayer } from '../../core/plan/plan.js';
import { permuted } from '../permuted.js';
import type { NpzArray } from '../python/npzFile.js';
import { type PythonValue, pythonText } from '../python/pythonText.js';
import type { TorchLayer } from './torchModel.js';
import { biasState, type Options, penaltiesOf, turned, type WeightOf } from './torchState.js';

type Pair = readonly [number, number];

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

/** A convolution, depthwise or not; `activated` puts its activation around it. */
export function convolution(
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

/** A depthwise convolution and a 1 × 1 one. */
export function separable(
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

/** What needs no module. */
function plain(expression: (x: string) => string): TorchLayer {
  return { expression: ([x = 'x']) => expression(x) };
}

/** Pooling with a window. */
export function pooling(isMax: boolean, options: Options, shape: SampleShape): TorchLayer {
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
