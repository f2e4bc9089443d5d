import { join } from 'node:path';
import { writeFiles } from './imageFolderFixture.js';

/** Value of a made picture's pixel: each differs from its neighbours in every direction and channel. */
export function cifarPixel(image: number, channel: number, row: number, column: number): number {
  return (image * 37 + channel * 101 + row * 7 + column * 3) % 256;
}

/** Records in the published order, written down independently of how they are read: labels, then three planes of rows. */
export function cifarRecords(labels: readonly (readonly number[])[], firstImage = 0): Uint8Array {
  const bytes: number[] = [];
  labels.forEach((before, index) => {
    bytes.push(...before);
    for (const channel of [0, 1, 2])
      for (let row = 0; row < 32; row += 1)
        for (let column = 0; column < 32; column += 1) bytes.push(cifarPixel(firstImage + index, channel, row, column));
  });
  return Uint8Array.from(bytes);
}

/** The files of a small set as CIFAR-10's archive has them; returns the folder. */
export function writeCifar10(folder: string): string {
  return writeFiles(folder, {
    'data_batch_1.bin': cifarRecords([[0], [1], [2]]),
    'data_batch_10.bin': cifarRecords([[9]], 4),
    'data_batch_2.bin': cifarRecords([[3]], 3),
    'test_batch.bin': cifarRecords([[4], [5]], 100),
    'batches.meta.txt': 'airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n',
    'readme.html': '<html></html>',
  });
}

/** The files of a small set as CIFAR-100's archive has them. */
export function writeCifar100(folder: string): string {
  return writeFiles(join(folder), {
    'train.bin': cifarRecords([
      [11, 19],
      [15, 29],
    ]),
    'test.bin': cifarRecords([[4, 0]], 100),
    'coarse_label_names.txt': 'aquatic_mammals\n',
  });
}
