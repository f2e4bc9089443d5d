import type { BackboneWeight } from '../core/plan/plannedBackbone.js';

/** What files of weights call ours, in the order in which they are looked for; Keras 1 had `W` and `b`. */
const kernels: readonly string[] = ['kernel', 'W'];
const fileNames: Readonly<Record<string, readonly string[]>> = {
  bias: ['bias', 'b'],
  gamma: ['gamma'],
  beta: ['beta'],
  movingMean: ['moving_mean', 'running_mean'],
  movingVariance: ['moving_variance', 'running_std'],
};

/** Names that a weight may have in its layer. */
function namesOf({ weight, layerType }: BackboneWeight): readonly string[] {
  if (weight === 'kernel') return layerType === 'depthwiseConv2d' ? ['depthwise_kernel', ...kernels] : kernels;
  return fileNames[weight] ?? [weight];
}

/**
 * The last part of a weight's path in a file, as Keras 2 and 3 write it (`conv1/kernel:0`, `conv1/conv1/kernel`) and Keras
 * 1 did (`block1_conv1_W_1:0`), without the layer's name and numbers for names given twice.
 */
export function plainName(layer: string, path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1).replace(/:\d+$/, '');
  const own = last.startsWith(`${layer}_`) ? last.slice(layer.length + 1) : last;
  return own.replace(/_\d+$/, '');
}

/** Of a layer's weights in a file, by their plain names, the one that is meant; undefined for none. */
export function findNamed<T>(wanted: BackboneWeight, byName: ReadonlyMap<string, T>): T | undefined {
  return namesOf(wanted)
    .map((name) => byName.get(name))
    .find((found) => found !== undefined);
}
