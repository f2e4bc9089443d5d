import { mobilenetV1Files } from './mobilenetV1Files.js';

/** A file as published. */
export interface PublishedFile {
  readonly bytes: number;
  /** Of `checksum`: ours, or what the publisher's own loader checks. */
  readonly algorithm: 'sha256' | 'md5';
  /** Hexadecimal. */
  readonly checksum: string;
}

/** ImageNet weights of a network in one width, as somebody published them. */
export interface PublishedWeights {
  readonly network: string;
  readonly alpha: number;
  /** For people, with who published it. */
  readonly title: string;
  readonly licence: string;
  /** Below a folder of weights: the file, or the `model.json` of a folder. */
  readonly path: string;
  /** Folder on the web, with a slash at its end. */
  readonly url: string;
  /** Names of the files in it that can be fetched, checked by their checksums; none: they must be put there by hand. */
  readonly files: Readonly<Record<string, PublishedFile>>;
}

const keras = 'https://storage.googleapis.com/tensorflow/keras-applications';
const mobilenetV1Widths = new Map([
  [0.25, '2_5'],
  [0.5, '5_0'],
  [0.75, '7_5'],
  [1, '1_0'],
]);

/** Every published set of weights that is known, those first that are looked for first. */
export const publishedWeights: readonly PublishedWeights[] = [
  {
    network: 'mobilenetV1',
    alpha: 1,
    title: 'MobileNet v1 1.0, 224, ImageNet (Google, for TensorFlow.js)',
    licence: 'Apache-2.0',
    path: 'mobilenet_v1_1.0_224/model.json',
    url: 'https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_1.0_224/',
    files: mobilenetV1Files,
  },
  ...[...mobilenetV1Widths].map(([alpha, written]) => ({
    network: 'mobilenetV1',
    alpha,
    title: `MobileNet ${alpha}, 224, ImageNet (Keras Applications)`,
    licence: 'Apache-2.0',
    path: `mobilenet_${written}_224_tf_no_top.h5`,
    url: `${keras}/mobilenet/`,
    files: {},
  })),
  ...[0.35, 0.5, 0.75, 1, 1.3, 1.4].map((alpha) => ({
    network: 'mobilenetV2',
    alpha,
    title: `MobileNetV2 ${alpha}, 224, ImageNet (Keras Applications)`,
    licence: 'Apache-2.0',
    path: `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${alpha === 1 ? '1.0' : alpha}_224_no_top.h5`,
    url: `${keras}/mobilenet_v2/`,
    files: {},
  })),
  {
    network: 'vgg16',
    alpha: 1,
    title: 'VGG16, ImageNet (Visual Geometry Group, Oxford; Keras Applications)',
    licence: 'CC-BY-4.0',
    path: 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
    url: `${keras}/vgg16/`,
    files: {
      'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5': {
        bytes: 58_889_256,
        algorithm: 'md5',
        checksum: '6d6bbae143d832006294945121d1f1fc',
      },
    },
  },
];

/** What is published of a network in a width. */
export function publishedFor({ network, alpha }: { readonly network: string; readonly alpha: number }) {
  return publishedWeights.filter((candidate) => candidate.network === network && candidate.alpha === alpha);
}
