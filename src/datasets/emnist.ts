import type { LabelledImages } from '../core/dataset.js';
import { folderIdText } from '../core/datasetId.js';
import { type ArchiveSet, archiveError, createArchiveProvider } from './archiveProvider.js';
import type { DatasetProvider } from './datasetProvider.js';
import { readIdxContent } from './idxFile.js';
import { readImages, readLabels, transposeImages } from './idxImages.js';
import { readZipEntries } from './zipEntries.js';

/** One of EMNIST's ways to sort the same characters. */
interface EmnistPart {
  readonly name: string;
  readonly trainCount: number;
  readonly testCount: number;
  readonly classNames: readonly string[];
  /** The number of the first class in the labels. */
  readonly firstLabel: number;
}

const digits = [...'0123456789'];
const capitals = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const smalls = capitals.map((letter) => letter.toLowerCase());
/** The others look like their capitals, and are one class with these. */
const ownSmalls = [...'abdefghnqrt'];

/** By the published description, arXiv:1702.05373v2, and the mappings in the archive. */
export const emnistParts: readonly EmnistPart[] = [
  part('balanced', 112_800, 18_800, [...digits, ...capitals, ...ownSmalls]),
  part('byclass', 697_932, 116_323, [...digits, ...capitals, ...smalls]),
  part('bymerge', 697_932, 116_323, [...digits, ...capitals, ...ownSmalls]),
  part('digits', 240_000, 40_000, digits),
  {
    ...part(
      'letters',
      124_800,
      20_800,
      capitals.map((letter) => `${letter}/${letter.toLowerCase()}`),
    ),
    firstLabel: 1,
  },
  part('mnist', 60_000, 10_000, digits),
];

function part(name: string, trainCount: number, testCount: number, classNames: readonly string[]): EmnistPart {
  return { name, trainCount, testCount, classNames, firstLabel: 0 };
}

/** The archive that NIST publishes; checksum as pinned by TensorFlow Datasets. */
const published = {
  archive: {
    name: 'gzip.zip',
    sha256: 'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e',
    bytes: 561_753_746,
  },
  urls: ['https://biometrics.nist.gov/cs_links/EMNIST/', 'https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/'],
  environmentVariable: 'BAKEOFF_EMNIST',
};

/** A header of images, and of labels. */
const IMAGE_HEADER_BYTES = 16;

/** A part of EMNIST in an archive. Its images are stored column by column; here they are upright. */
export function emnistArchive(
  { name, trainCount, testCount, classNames, firstLabel }: EmnistPart,
  known: Pick<ArchiveSet, 'archive' | 'urls' | 'environmentVariable'> = published,
  imageShape: ArchiveSet['imageShape'] = [28, 28, 1],
): ArchiveSet {
  const id = `emnist-${name}`;
  const [height, width] = imageShape;
  return {
    ...known,
    id,
    title: `EMNIST ${name}`,
    classNames,
    imageShape,
    trainCount,
    testCount,
    cacheId: 'emnist',
    unpackedId: (path) => folderIdText({ kind: 'idx', path, set: id }),
    async unpack(path, signal) {
      const names = ['train', 'test'].flatMap((split) => [
        `gzip/${id}-${split}-images-idx3-ubyte.gz`,
        `gzip/${id}-${split}-labels-idx1-ubyte.gz`,
      ]);
      const largest = IMAGE_HEADER_BYTES + trainCount * height * width;
      // Compressed data that is larger than its content makes no sense, but for a header.
      const files = await readZipEntries(path, names, largest + 1024);
      const content = async (index: number) => {
        signal?.throwIfAborted();
        const file = files[index] ?? Buffer.alloc(0);
        return readIdxContent(file, `${path}: ${names[index]}`, { signal, maximumBytes: largest });
      };
      const split = async (first: number): Promise<LabelledImages> => {
        const { count, imageShape: shape, bytes } = transposeImages(readImages(await content(first)));
        const labels = readLabels(await content(first + 1), classNames.length, firstLabel);
        if (shape.join() !== imageShape.join() || labels.length !== count)
          throw archiveError(path, `holds ${count} images of ${shape.join('×')} with ${labels.length} labels`);
        return { count, images: bytes, labels };
      };
      return { train: await split(0), test: await split(2) };
    },
  };
}

export const emnist: readonly DatasetProvider[] = emnistParts.map((known) =>
  createArchiveProvider(emnistArchive(known)),
);
