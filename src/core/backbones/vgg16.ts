import { type Backbone, LayerChain } from './architecture.js';

/** Filters of each block, and how many convolutions it has. */
const blocks: readonly (readonly [filters: number, convolutions: number])[] = [
  [64, 2],
  [128, 2],
  [256, 3],
  [512, 3],
  [512, 3],
];

/** VGG16 (Simonyan & Zisserman 2014), layer by layer as Keras Applications' `VGG16` without its top. */
export const vgg16: Backbone = {
  name: 'vgg16',
  description:
    'VGG16 (Simonyan & Zisserman 2014): 13 plain convolutions in five blocks, large and slow; `block5_pool` is its end.',
  scaling: 'imageNetMeans',
  alphas: [1],
  hasWidth: false,
  layers: () => {
    const chain = new LayerChain();
    for (const [index, [filters, convolutions]] of blocks.entries()) {
      const block = `block${index + 1}`;
      for (let count = 1; count <= convolutions; count += 1)
        chain.add(`${block}_conv${count}`, 'conv2d', { filters, kernelSize: 3, padding: 'same', activation: 'relu' });
      chain.add(`${block}_pool`, 'maxPooling2d', { poolSize: 2 });
    }
    return chain.layers;
  },
};
