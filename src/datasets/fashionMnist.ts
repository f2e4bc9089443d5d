import { join } from 'node:path';
import { dataFolder } from './dataFolder.js';
import { createPublishedProvider } from './publishedProvider.js';
import type { PublishedPlaces, PublishedSet } from './publishedSet.js';

/** Fashion-MNIST as its authors published it, and the sample in `data/fashion-mnist` (see the README there). */
export const fashionMnistSet = {
  id: 'fashion-mnist',
  title: 'Fashion-MNIST',
  licence: 'MIT, © 2017 Zalando SE',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  imageShape: [28, 28, 1],
  full: {
    trainImages: {
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      bytes: 47_040_016,
      compressedBytes: 26_421_880,
    },
    trainLabels: {
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      bytes: 60_008,
      compressedBytes: 29_515,
    },
    testImages: {
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      bytes: 7_840_016,
      compressedBytes: 4_422_102,
    },
    testLabels: {
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      bytes: 10_008,
      compressedBytes: 5_148,
    },
  },
  sample: {
    trainImages: {
      sha256: 'b230384fc59c8118730dbae8749a347e7cad67246eca36689656c1410bcd1e61',
      bytes: 4_704_016,
      compressedBytes: 2_627_332,
    },
    trainLabels: {
      sha256: '83ec9de07a84fc503676f6e6c50c2a6ab3234301e44a640e1da2f3d14c97997f',
      bytes: 6_008,
      compressedBytes: 2_824,
    },
    testImages: {
      sha256: '737a7de93f907807491cc0513942d6a77f19deb8b4e5757e2d2df2746b6f1130',
      bytes: 784_016,
      compressedBytes: 442_417,
    },
    testLabels: {
      sha256: 'c2cda5c68ea54a48e32662fd07de771bd751ae56f720f1215adfa4f242be9bdd',
      bytes: 1_008,
      compressedBytes: 481,
    },
  },
} satisfies PublishedSet;

/** Where Fashion-MNIST is looked for. The authors' server speaks no HTTPS: the checksums make up for it. */
export const fashionMnistPlaces = {
  environmentVariable: 'BAKEOFF_FASHION_MNIST',
  systemFolder: '/usr/share/datasets/fashion-mnist',
  urls: [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  ],
  debianPackage: 'dataset-fashion-mnist',
  sampleFolder: () => join(dataFolder(), 'fashion-mnist'),
} satisfies PublishedPlaces;

export const fashionMnist = createPublishedProvider(fashionMnistSet, fashionMnistPlaces);
