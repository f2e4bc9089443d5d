import { type Backbone, type BackboneSize, LayerChain } from './architecture.js';

/** Filters and stride of the pointwise convolution in each block. */
const blocks: readonly (readonly [filters: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

/** MobileNet (Howard et al. 2017), layer by layer as Keras Applications' `MobileNet` without its top. */
export const mobilenetV1: Backbone = {
  name: 'mobilenetV1',
  description:
    'MobileNet (Howard et al. 2017): 13 depthwise separable convolutions; `conv_pw_6_relu` is its middle, `conv_pw_13_relu` its end.',
  scaling: 'symmetric',
  alphas: [0.25, 0.5, 0.75, 1],
  hasWidth: true,
  layers: ({ alpha, inputSize }: BackboneSize) => {
    const chain = new LayerChain();
    const width = (filters: number) => Math.max(1, Math.floor(filters * alpha));
    const normalized = (name: string) => {
      chain.add(`${name}_bn`, 'batchNormalization');
      chain.add(`${name}_relu`, 'activation', { activation: 'relu6' });
    };
    const conv1 = { filters: width(32), kernelSize: 3, strides: 2, padding: 'same', useBias: false };
    chain.add('conv1', 'conv2d', conv1);
    normalized('conv1');
    let side = Math.ceil(inputSize / 2);
    for (const [index, [filters, stride]] of blocks.entries()) {
      const id = index + 1;
      // Keras pads below and to the right before each stride of 2. For even sides that is what `same` does.
      const isPadded = stride === 2 && side % 2 === 1;
      const padding = isPadded ? 'valid' : 'same';
      const margins = [
        [0, 1],
        [0, 1],
      ];
      if (isPadded) chain.add(`conv_pad_${id}`, 'zeroPadding2d', { padding: margins });
      chain.add(`conv_dw_${id}`, 'depthwiseConv2d', { kernelSize: 3, strides: stride, padding, useBias: false });
      normalized(`conv_dw_${id}`);
      chain.add(`conv_pw_${id}`, 'conv2d', { filters: width(filters), kernelSize: 1, padding: 'same', useBias: false });
      normalized(`conv_pw_${id}`);
      if (stride === 2) side = Math.floor(side / 2);
    }
    return chain.layers;
  },
};
