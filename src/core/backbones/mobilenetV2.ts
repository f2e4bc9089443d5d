import { type Backbone, type BackboneSize, LayerChain } from './architecture.js';

/** Filters of the projection, stride and expansion of each inverted residual block. */
const blocks: readonly (readonly [filters: number, stride: number, expansion: number])[] = [
  [16, 1, 1],
  [24, 2, 6],
  [24, 1, 6],
  [32, 2, 6],
  [32, 1, 6],
  [32, 1, 6],
  [64, 2, 6],
  [64, 1, 6],
  [64, 1, 6],
  [64, 1, 6],
  [96, 1, 6],
  [96, 1, 6],
  [96, 1, 6],
  [160, 2, 6],
  [160, 1, 6],
  [160, 1, 6],
  [320, 1, 6],
];

/**
 * MobileNetV2 (Sandler et al. 2018), layer by layer as Keras Applications' `MobileNetV2` without its top. One deviation:
 * Keras's `block_N_pad` layers are missing, as padding with `same` does what they do, for any size.
 */
export const mobilenetV2: Backbone = {
  name: 'mobilenetV2',
  description:
    'MobileNetV2 (Sandler et al. 2018): 17 inverted residual blocks with linear bottlenecks; `block_6_expand_relu` is its middle, `out_relu` its end.',
  scaling: 'symmetric',
  alphas: [0.35, 0.5, 0.75, 1, 1.3, 1.4],
  hasWidth: true,
  layers: ({ alpha }: BackboneSize) => {
    const chain = new LayerChain();
    const normalize = (name: string) => chain.add(name, 'batchNormalization', { momentum: 0.999 });
    const bend = (name: string) => chain.add(name, 'activation', { activation: 'relu6' });
    const pointwise = (name: string, filters: number) =>
      chain.add(name, 'conv2d', { filters, kernelSize: 1, padding: 'same', useBias: false });
    let channels = divisible(32 * alpha);
    chain.add('Conv1', 'conv2d', { filters: channels, kernelSize: 3, strides: 2, padding: 'same', useBias: false });
    normalize('bn_Conv1');
    bend('Conv1_relu');
    for (const [id, [base, stride, expansion]] of blocks.entries()) {
      const prefix = id === 0 ? 'expanded_conv_' : `block_${id}_`;
      const filters = divisible(base * alpha);
      const input = chain.last;
      if (expansion > 1) {
        pointwise(`${prefix}expand`, channels * expansion);
        normalize(`${prefix}expand_BN`);
        bend(`${prefix}expand_relu`);
      }
      const depthwise = { kernelSize: 3, strides: stride, padding: 'same', useBias: false };
      chain.add(`${prefix}depthwise`, 'depthwiseConv2d', depthwise);
      normalize(`${prefix}depthwise_BN`);
      bend(`${prefix}depthwise_relu`);
      pointwise(`${prefix}project`, filters);
      normalize(`${prefix}project_BN`);
      if (stride === 1 && channels === filters && input !== undefined)
        chain.add(`${prefix}add`, 'add', {}, [input, `${prefix}project_BN`]);
      channels = filters;
    }
    pointwise('Conv_1', alpha > 1 ? divisible(1280 * alpha) : 1280);
    normalize('Conv_1_bn');
    bend('out_relu');
    return chain.layers;
  },
};

/** The nearest multiple of 8, at least 8 and not below nine tenths of the number: the authors' rule. */
function divisible(filters: number): number {
  const rounded = Math.max(8, Math.floor((filters + 4) / 8) * 8);
  return rounded < 0.9 * filters ? rounded + 8 : rounded;
}
