import { createArchiveProvider } from './archiveProvider.js';
import { cifarArchive } from './cifarArchive.js';
import { cifar10Kind } from './cifarKinds.js';

/** CIFAR-10's binary version as its authors published it; checksum as pinned by TensorFlow Datasets. */
export const cifar10 = createArchiveProvider(
  cifarArchive({
    id: 'cifar-10',
    title: 'CIFAR-10',
    kind: cifar10Kind,
    folder: 'cifar-10-batches-bin',
    trainFiles: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
    trainCount: 50_000,
    testCount: 10_000,
    archive: {
      name: 'cifar-10-binary.tar.gz',
      sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      bytes: 170_052_171,
    },
    urls: ['https://www.cs.toronto.edu/~kriz/'],
    environmentVariable: 'BAKEOFF_CIFAR_10',
  }),
);
