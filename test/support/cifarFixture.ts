import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createArchiveProvider } from '../../src/datasets/archiveProvider.js';
import { type CifarArchive, cifarArchive } from '../../src/datasets/cifarArchive.js';
import { cifar10Kind } from '../../src/datasets/cifarKinds.js';
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

/** A file or folder of an archive, as POSIX wants it. */
function tarEntry(name: string, content: Uint8Array, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write('0000644\0', 100);
  header.write('0001750\0', 108);
  header.write('0001750\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('11145722100\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** A tar archive of some files. */
export function tarOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(files).map(([name, content]) => tarEntry(name, content));
  return Buffer.concat([tarEntry('folder/', new Uint8Array(0), '5'), ...entries, Buffer.alloc(1024)]);
}

/** A published set of five training images and two for testing, or what another archive holds: the archive, what is known of it, and its provider. */
export function makeCifarSet(id: string, urls: readonly string[] = [], archive?: Buffer) {
  const folder = 'cifar-10-batches-bin';
  const whole = () =>
    tarOf({
      [`${folder}/data_batch_1.bin`]: cifarRecords([[0], [1], [2]]),
      [`${folder}/data_batch_2.bin`]: cifarRecords([[3], [9]], 3),
      [`${folder}/test_batch.bin`]: cifarRecords([[4], [5]], 100),
    });
  const bytes = archive ?? gzipSync(whole());
  const set: CifarArchive = {
    id,
    title: 'Tiny CIFAR',
    kind: cifar10Kind,
    folder,
    trainFiles: ['data_batch_1.bin', 'data_batch_2.bin'],
    trainCount: 5,
    testCount: 2,
    archive: {
      name: 'tiny.tar.gz',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    },
    urls,
    environmentVariable: 'BAKEOFF_TINY',
  };
  const patience = { connectMs: 500, stallMs: 500, attempts: 2, backoffMs: 1 };
  return {
    set,
    bytes,
    provider: createArchiveProvider(cifarArchive(set), patience),
    /** Writes the archive into a folder; returns the set's id. */
    write: (into: string) => {
      writeFiles(into, { [set.archive.name]: bytes });
      return id;
    },
  };
}
