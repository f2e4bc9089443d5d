import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { LabelledImages } from '../core/dataset.js';
import { readRegularFile } from '../regularFile.js';
import { joinImages, parseCifar } from './cifar.js';
import type { CifarKind } from './cifarKinds.js';
import { DatasetError } from './datasetError.js';
import { fileError } from './fileError.js';
import { readTar } from './tarFile.js';

/** What is known of a published archive before it is here. */
export interface CifarArchive {
  readonly kind: CifarKind;
  /** In the archive. */
  readonly folder: string;
  readonly trainFiles: readonly string[];
  readonly trainCount: number;
  readonly testCount: number;
  readonly archive: {
    readonly name: string;
    /** Of the archive as published, hexadecimal. */
    readonly sha256: string;
    readonly bytes: number;
  };
}

const gunzipAsync = promisify(gunzip);

/** The archive's bytes, if they are the published ones. @throws DatasetError `checksum`, and as for any file. */
export async function readArchive(
  path: string,
  { archive }: CifarArchive,
  advice: string,
  signal?: AbortSignal,
): Promise<Buffer> {
  signal?.throwIfAborted();
  const bytes = await readRegularFile(path, { maximumBytes: archive.bytes }).catch((error: unknown) => {
    throw fileError(error, path);
  });
  signal?.throwIfAborted();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === archive.sha256) return bytes;
  throw new DatasetError({
    code: 'checksum',
    path,
    problem: 'is not the published file: its SHA-256 differs',
    expected: archive.sha256,
    received: sha256,
    advice,
  });
}

/** The images in a published archive. @throws DatasetError `archive` */
export async function unpackCifar(
  bytes: Buffer,
  path: string,
  set: CifarArchive,
): Promise<{ readonly train: LabelledImages; readonly test: LabelledImages }> {
  const { kind, folder, trainFiles, trainCount, testCount } = set;
  const recordBytes = kind.labelBytes + 3072;
  // Texts and headers are a thousandth of it.
  const maxOutputLength = Math.ceil(1.01 * (trainCount + testCount) * recordBytes) + 2 ** 20;
  const unpacked = await gunzipAsync(bytes, { maxOutputLength, chunkSize: 2 ** 20 }).catch((error: Error) => {
    throw archiveError(path, `cannot be unpacked (${error.message})`);
  });
  const files = readTar(unpacked, path);
  const read = (name: string) => {
    const file = files.get(`${folder}/${name}`);
    if (file === undefined) throw archiveError(path, `has no ${folder}/${name}`);
    return parseCifar(file, `${path}: ${name}`, { labelBytes: kind.labelBytes, classCount: kind.classNames.length });
  };
  const train = joinImages(trainFiles.map(read));
  const test = read(kind.testFile);
  if (train.count === trainCount && test.count === testCount) return { train, test };
  throw archiveError(path, `holds ${train.count} + ${test.count} images, not ${trainCount} + ${testCount}`);
}

function archiveError(path: string, problem: string): DatasetError {
  return new DatasetError({
    code: 'archive',
    path,
    problem,
    advice: 'Get the file again from where it was published.',
  });
}
