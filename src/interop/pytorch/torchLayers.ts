import type { SampleShape } from '../../core/layers/layer.js';
import type { PlannedLayer } from '../../core/plan/plan.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import { ExportError } from '../exporter.js';
import { imageNetBias, imageNetKernel } from '../keras/imageNetWeights.js';
import { pythonText } from '../python/pythonText.js';
import { torchActivation } from './torchActivation.js';
import { torchAugmentation } from './torchAugmentation.js';
import type { TorchLayer } from './torchModel.js';
import { batchNorm, layerNorm } from './torchNormalization.js';
import { biasState, isImage, type Options, penaltiesOf, turned, type WeightOf } from './torchState.js';
import { convolution, pooling, separable } from './torchWindows.js';

type Pair = readonly [number, number];

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
