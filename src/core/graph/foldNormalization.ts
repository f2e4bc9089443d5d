import type { OptionsOf } from '../definition/option.js';
import { batchNormalization } from '../layers/batchNormalization.js';
import { conv2d } from '../layers/conv2d.js';
import { depthwiseConv2d } from '../layers/depthwiseConv2d.js';
import type { BuildContext } from '../layers/layer.js';
import { normalizationValues } from '../layers/normalizationWeights.js';
import type { PlannedLayer } from '../plan/plan.js';
import type { Value } from './graph.js';
import { add, multiply, reciprocalSquareRoot, scale, subtract } from './ops/elementwise.js';
import { biasAdd } from './ops/linear.js';
import { reshape } from './ops/shape.js';

/** A frozen convolution with the frozen batch normalization that alone reads it. */
export interface FoldablePair {
  readonly convolution: PlannedLayer;
  readonly normalization: PlannedLayer;
}

/** The pairs that are computed as one convolution, by the names of their normalizations. */
export function foldablePairs(layers: readonly PlannedLayer[]): ReadonlyMap<string, FoldablePair> {
  const byName = new Map(layers.map((layer) => [layer.definition.name, layer]));
  const readers = new Map<string, number>();
  for (const name of layers.flatMap(({ definition }) => definition.from))
    readers.set(name, (readers.get(name) ?? 0) + 1);
  const pairs = new Map<string, FoldablePair>();
  for (const normalization of layers) {
    const { name, type, from } = normalization.definition;
    const convolution = byName.get(from[0] ?? '');
    if (type !== batchNormalization || !normalization.frozen || convolution === undefined) continue;
    if (isFrozenConvolution(convolution) && readers.get(convolution.definition.name) === 1)
      pairs.set(name, { convolution, normalization });
  }
  return pairs;
}

function isFrozenConvolution({ definition: { type, options }, frozen }: PlannedLayer): boolean {
  return frozen === true && options.activation === 'linear' && (type === conv2d || type === depthwiseConv2d);
}

/**
 * What the normalization gives, by one convolution with another kernel and bias: with `s = gamma / √(variance + epsilon)`,
 * the kernel times `s`, and `(bias − mean) · s + beta`. The same but for rounding, and a pass over all pixels less.
 */
export function buildFolded(
  { convolution, normalization }: FoldablePair,
  inputs: readonly Value[],
  contextOf: (layer: PlannedLayer) => BuildContext,
): Value {
  const { type, options } = convolution.definition;
  const own = contextOf(convolution);
  const statistics = contextOf(normalization);
  const channels = normalization.outputShape.at(-1) ?? 1;
  const settings = normalization.definition.options as unknown as OptionsOf<typeof batchNormalization.options>;
  const { gamma, beta } = normalizationValues(settings, channels, statistics);
  const variance = scale(statistics.weight('movingVariance'), { factor: 1, offset: settings.epsilon });
  const factor = multiply(gamma, reciprocalSquareRoot(variance));
  const mean = statistics.weight('movingMean');
  const shift = options.useBias ? subtract(own.weight('bias'), mean) : scale(mean, { factor: -1, offset: 0 });
  const bias = add(multiply(shift, factor), beta);
  const weight = (name: string): Value => {
    if (name === 'bias') return bias;
    const kernel = own.weight(name);
    // A depthwise kernel has its output channels on two axes.
    return multiply(kernel, type === depthwiseConv2d ? reshape(factor, { shape: kernel.shape.slice(2) }) : factor);
  };
  const convolved = type.build(options, inputs, { ...own, weight });
  return options.useBias ? convolved : biasAdd(convolved, bias);
}
