import type { SampleShape } from '../../core/layers/layer.js';
import type { NpzArray } from '../python/npzFile.js';
import { pythonText } from '../python/pythonText.js';
import type { TorchLayer } from './torchModel.js';
import { asIs, isImage, type WeightOf } from './torchState.js';

type Options = Readonly<Record<string, unknown>>;

/** Batch normalization; PyTorch's momentum is the share that is new. */
export function batchNorm(options: Options, shape: SampleShape, weightOf: WeightOf): TorchLayer {
  const { epsilon, momentum, scale, center } = options as unknown as Record<string, number | boolean>;
  const channels = shape.at(-1) ?? 1;
  const isWhole = scale === true && center === true;
  const share = Number((1 - Number(momentum)).toPrecision(12));
  const named = { eps: epsilon ?? 0.001, momentum: share, affine: isWhole ? undefined : false };
  const callee = isImage(shape) ? 'nn.BatchNorm2d' : 'nn.BatchNorm1d';
  const module = pythonText({ callee, positional: [channels], named });
  // Rows of channels are for PyTorch channels of rows.
  const call = (x: string, self: string) =>
    shape.length === 2 ? `${self}(${x}.transpose(1, 2)).transpose(1, 2)` : `${self}(${x})`;
  const statistics: Record<string, NpzArray> = {
    '.running_mean': asIs(weightOf('movingMean')),
    '.running_var': asIs(weightOf('movingVariance')),
    '.num_batches_tracked': { shape: [], data: 0n },
  };
  if (isWhole || (scale === false && center === false))
    return {
      modules: { '': module },
      expression: ([x = 'x'], self) => call(x, self()),
      state: {
        ...(isWhole ? { '.weight': asIs(weightOf('gamma')), '.bias': asIs(weightOf('beta')) } : {}),
        ...statistics,
      },
    };
  const [own, name] = scale === true ? (['scale', 'gamma'] as const) : (['shift', 'beta'] as const);
  return {
    modules: { '': module, [`_${own}`]: parameter(own, channels) },
    expression: ([x = 'x'], self) => {
      const inner = call(x, self());
      const value = isImage(shape) ? `${self(`_${own}`)}[:, None, None]` : self(`_${own}`);
      return `${inner} ${own === 'scale' ? '*' : '+'} ${value}`;
    },
    state: { ...statistics, [`_${own}`]: asIs(weightOf(name)) },
  };
}

/** Layer normalization over the channels alone. */
export function layerNorm(options: Options, shape: SampleShape, weightOf: WeightOf): TorchLayer {
  const { epsilon, scale, center } = options as unknown as Record<string, number | boolean>;
  const channels = shape.at(-1) ?? 1;
  const named = {
    eps: epsilon ?? 0.001,
    elementwise_affine: scale === true ? undefined : false,
    bias: scale === true && center === false ? false : undefined,
  };
  const module = pythonText({ callee: 'nn.LayerNorm', positional: [channels], named });
  const hasShift = scale === false && center === true;
  return {
    modules: { '': module, ...(hasShift ? { _shift: parameter('shift', channels) } : {}) },
    expression: ([x = 'x'], self) => {
      const last = isImage(shape) ? `${x}.permute(0, 2, 3, 1)` : x;
      const normalized = `${self()}(${last})${hasShift ? ` + ${self('_shift')}` : ''}`;
      return isImage(shape) ? `${hasShift ? `(${normalized})` : normalized}.permute(0, 3, 1, 2)` : normalized;
    },
    state: {
      ...(scale === true ? { '.weight': asIs(weightOf('gamma')) } : {}),
      ...(center === true ? { [hasShift ? '_shift' : '.bias']: asIs(weightOf('beta')) } : {}),
    },
  };
}

function parameter(kind: 'scale' | 'shift', channels: number): string {
  return `nn.Parameter(torch.${kind === 'scale' ? 'ones' : 'zeros'}(${channels}))`;
}
