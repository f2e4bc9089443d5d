import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Dataset, DatasetDescription, DatasetSource, ImageShape, LabelledImages } from '../core/dataset.js';
import { formatCount } from '../core/format.js';
import { openRegularFile, readBytes } from '../regularFile.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider } from './datasetProvider.js';
import type { DownloadPatience } from './download.js';
import { cachedFolder, cacheRootOf, fetchIntoCache, isFile, isWhole } from './fetchIntoCache.js';
import { fileError } from './fileError.js';
import { notFetched } from './notFetched.js';

/** What is known of a set that is published in one archive, before the archive is here. */
export interface ArchiveSet {
  readonly id: string;
  readonly title: string;
  readonly licence?: string;
  readonly classNames: readonly string[];
  readonly imageShape: ImageShape;
  readonly trainCount: number;
  readonly testCount: number;
  readonly archive: {
    readonly name: string;
    /** Of the archive as published, hexadecimal. */
    readonly sha256: string;
    readonly bytes: number;
  };
  /** The archive's folder in the cache, which sets in the same archive share. */
  readonly cacheId: string;
  /** Folders on the web, each with a slash at its end. */
  readonly urls: readonly string[];
  /** Environment variable that names a folder with the archive. */
  readonly environmentVariable: string;
  /** The id that files unpacked in a folder are read by. */
  unpackedId(folder: string): string;
  /** The images in the archive at a path, whose checksum was right. @throws DatasetError */
  unpack(path: string, signal: AbortSignal | undefined): Promise<SplitImages>;
}

interface SplitImages {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

const CHUNK_BYTES = 2 ** 24;

/**
 * A provider for a published archive, which is kept and read as it is: whatever is found must have its checksum. Looked
 * for in the configured folder, the user's cache, then downloaded if that is allowed.
 */
export function createArchiveProvider(set: ArchiveSet, patience?: DownloadPatience): DatasetProvider {
  const { id, title, archive, trainCount, testCount, classNames, imageShape } = set;
  const { name } = archive;
  const downloadBytes = archive.bytes;

  const fetchInto = (options: DatasetOptions) => {
    const check = (path: string, signal: AbortSignal | undefined, advice: string) =>
      requireArchive(path, set, advice, signal);
    const { urls, environmentVariable } = set;
    const files = [{ name, downloadBytes, maximumBytes: archive.bytes, check }];
    const cacheRoot = cacheRootOf(options);
    return fetchIntoCache({ ...options, id: set.cacheId, urls, environmentVariable, cacheRoot, patience, files });
  };

  const cached = (options: DatasetOptions): DatasetSource => ({
    kind: 'cache',
    location: cachedFolder(cacheRootOf(options), { id: set.cacheId }),
    isSample: false,
  });

  const find = async (options: DatasetOptions): Promise<DatasetSource | undefined> => {
    const configured = options.folder || (options.environment ?? process.env)[set.environmentVariable] || undefined;
    if (configured === undefined)
      return (await isFile(join(cached(options).location, name))) ? cached(options) : undefined;
    const location = resolve(configured);
    if (await isFile(join(location, name))) return { kind: 'folder', location, isSample: false };
    throw new DatasetError({
      code: 'file-missing',
      path: location,
      problem: `has no ${name}`,
      expected: 'the archive as it is published',
      advice: `Put it there; for unpacked files use ${set.unpackedId(location)}.`,
    });
  };

  const locate = async (options: DatasetOptions): Promise<DatasetSource> => {
    const found = await find(options);
    if (found !== undefined) return found;
    if (options.allowDownload !== true) throw notFetched({ ...set, downloadBytes });
    await fetchInto(options);
    return { ...cached(options), kind: 'download' };
  };

  const describe = (source: DatasetSource): DatasetDescription => ({
    id,
    name: title,
    source,
    classNames,
    imageShape,
    trainCount,
    testCount,
    checksum: checksumOf(set),
  });

  const read = async (source: DatasetSource, signal: AbortSignal | undefined): Promise<Dataset> => {
    const path = join(source.location, name);
    const advice =
      source.kind === 'folder'
        ? `Get the file again, or unset ${set.environmentVariable}.`
        : `Replace it with: bakeoff dataset fetch ${id}`;
    await requireArchive(path, set, advice, signal);
    const { train, test } = await set.unpack(path, signal);
    signal?.throwIfAborted();
    if (train.count !== trainCount || test.count !== testCount)
      throw archiveError(path, `holds ${train.count} + ${test.count} images, not ${trainCount} + ${testCount}`);
    const { trainCount: _, testCount: __, ...description } = describe(source);
    const licence = set.licence === undefined ? {} : { licence: set.licence };
    return { ...description, ...licence, train, test };
  };

  return {
    idPattern: id,
    title,
    description: `${title}, ${formatCount(trainCount)} + ${formatCount(testCount)} ${imageShape[2] === 3 ? 'colour ' : ''}images of ${classNames.length} classes.`,
    matches: (candidate) => candidate === id,
    normalize: (candidate) => candidate,
    load: async (_id, options) => read(await locate(options), options.signal),

    async open(_id, options) {
      const source = await locate(options);
      options.signal?.throwIfAborted();
      let whole: Promise<Dataset> | undefined;
      // The archive is one: whoever asks for a part has read all of it.
      const dataset = () => {
        whole ??= read(source, undefined).catch((error: unknown) => {
          whole = undefined;
          throw error;
        });
        return whole;
      };
      return {
        description: describe(source),
        ...(set.licence === undefined ? {} : { licence: set.licence }),
        labels: async (split) => (await dataset())[split].labels,
        images: async (split) => (await dataset())[split].images,
      };
    },

    describesUnread: true,
    describe: async (_id, options) => describe(await locate(options)),
    downloadBytes,

    async fetch(_id, options) {
      const found = await find(options);
      const check = (location: string) => requireArchive(join(location, name), set, '', options.signal);
      if (found !== undefined && (await isWhole(found, options, () => check(found.location))))
        return { source: found, fetched: false };
      const { from } = await fetchInto(options);
      return { source: cached(options), fetched: true, from };
    },
  };
}

/** What is wrong in an archive whose checksum is right, or was not looked at. */
export function archiveError(path: string, problem: string): DatasetError {
  return new DatasetError({
    code: 'archive',
    path,
    problem,
    advice: 'Get the file again from where it was published.',
  });
}

/** Returns if a file is the published archive. @throws DatasetError `checksum`, and as for any file; the signal's reason. */
async function requireArchive(path: string, { archive }: ArchiveSet, advice: string, signal?: AbortSignal) {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  try {
    const { handle, size } = await openRegularFile(path, { maximumBytes: archive.bytes });
    try {
      for (let at = 0; at < size; at += CHUNK_BYTES) {
        hash.update(await readBytes(handle, Math.min(CHUNK_BYTES, size - at), at));
        signal?.throwIfAborted();
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error, path);
  }
  const sha256 = hash.digest('hex');
  if (sha256 === archive.sha256) return;
  throw new DatasetError({
    code: 'checksum',
    path,
    problem: 'is not the published file: its SHA-256 differs',
    expected: archive.sha256,
    received: sha256,
    advice,
  });
}

/** The archive's own, unless other sets are in it too. */
function checksumOf({ id, cacheId, archive }: ArchiveSet): string {
  if (cacheId === id) return archive.sha256;
  return createHash('sha256').update(`${archive.sha256} ${id}`).digest('hex');
}
