import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { folderIdText } from '../core/datasetId.js';
import { readRegularFile } from '../regularFile.js';
import { type ArchiveSet, archiveError } from './archiveProvider.js';
import { CIFAR_SHAPE, joinImages, parseCifar } from './cifar.js';
import type { CifarKind } from './cifarKinds.js';
import { fileError } from './fileError.js';
import { readTar } from './tarFile.js';

/** What is known of a published archive in CIFAR's binary format. */
export interface CifarArchive
  extends Pick<ArchiveSet, 'id' | 'title' | 'trainCount' | 'testCount' | 'archive' | 'urls' | 'environmentVariable'> {
  readonly kind: CifarKind;
  /** In the archive. */
  readonly folder: string;
  readonly trainFiles: readonly string[];
}

const gunzipAsync = promisify(gunzip);

/** A set that is published as a compressed archive in CIFAR's binary format. */
export function cifarArchive(known: CifarArchive): ArchiveSet {
  const { kind, folder, trainFiles, trainCount, testCount, archive } = known;
  return {
    ...known,
    classNames: kind.classNames,
    imageShape: CIFAR_SHAPE,
    cacheId: known.id,
    unpackedId: (path) => folderIdText({ kind: 'cifar', path }),
    async unpack(path) {
      const bytes = await readRegularFile(path, { maximumBytes: archive.bytes }).catch((error: unknown) => {
        throw fileError(error, path);
      });
      // Texts and headers are a thousandth of it.
      const maxOutputLength = Math.ceil(1.01 * (trainCount + testCount) * (kind.labelBytes + 3072)) + 2 ** 20;
      const unpacked = await gunzipAsync(bytes, { maxOutputLength, chunkSize: 2 ** 20 }).catch((error: Error) => {
        throw archiveError(path, `cannot be unpacked (${error.message})`);
      });
      const files = readTar(unpacked, path);
      const read = (name: string) => {
        const file = files.get(`${folder}/${name}`);
        if (file === undefined) throw archiveError(path, `has no ${folder}/${name}`);
        const { labelBytes, classNames } = kind;
        return parseCifar(file, `${path}: ${name}`, { labelBytes, classCount: classNames.length });
      };
      return { train: joinImages(trainFiles.map(read)), test: read(kind.testFile) };
    },
  };
}
