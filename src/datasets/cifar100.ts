import { createArchiveProvider } from './archiveProvider.js';
import { cifarArchive } from './cifarArchive.js';
import { cifar100Kind } from './cifarKinds.js';

/** CIFAR-100's binary version, its 100 classes, as its authors published it; checksum as pinned by TensorFlow Datasets. */
export const cifar100 = createArchiveProvider(
  cifarArchive({
    id: 'cifar-100',
    title: 'CIFAR-100',
    kind: cifar100Kind,
    folder: 'cifar-100-binary',
    trainFiles: ['train.bin'],
    trainCount: 50_000,
    testCount: 10_000,
    archive: {
      name: 'cifar-100-binary.tar.gz',
      sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
      bytes: 168_513_733,
    },
    urls: ['https://www.cs.toronto.edu/~kriz/'],
    environmentVariable: 'BAKEOFF_CIFAR_100',
  }),
);
