import { createPublishedProvider } from './publishedProvider.js';
import type { PublishedFile, PublishedPlaces, PublishedSet } from './publishedSet.js';

/** The checksums are those that TensorFlow Datasets pins: of the compressed files, as they are downloaded. */
function file(sha256: string, bytes: number, compressedBytes: number): PublishedFile {
  return { sha256, bytes, compressedBytes, isOfStored: true };
}

/** Kuzushiji-MNIST as the Center for Open Data in the Humanities published it. */
export const kmnistSet: PublishedSet = {
  id: 'kmnist',
  title: 'Kuzushiji-MNIST',
  licence:
    'CC BY-SA 4.0, “KMNIST Dataset” (created by CODH), adapted from “Kuzushiji Dataset” (created by NIJL and others), doi:10.20676/00000341',
  classNames: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  imageShape: [28, 28, 1],
  full: {
    trainImages: file('51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4', 47_040_016, 18_165_135),
    trainLabels: file('e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17', 60_008, 29_497),
    testImages: file('edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5', 7_840_016, 3_041_136),
    testLabels: file('20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c', 10_008, 5_120),
  },
};

/** Where it is looked for; only its publisher's server, as the checksums are of the very files there. */
export const kmnistPlaces: PublishedPlaces = {
  environmentVariable: 'BAKEOFF_KMNIST',
  urls: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/', 'http://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
};

export const kmnist = createPublishedProvider(kmnistSet, kmnistPlaces);
