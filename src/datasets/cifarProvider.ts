import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../cacheFolder.js';
import type { Dataset, DatasetDescription, DatasetSource } from '../core/dataset.js';
import { formatCount } from '../core/format.js';
import { CIFAR_SHAPE } from './cifar.js';
import { type CifarArchive, readArchive, unpackCifar } from './cifarArchive.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider } from './datasetProvider.js';
import type { DownloadPatience } from './download.js';
import { cachedFolder, fetchIntoCache } from './fetchIntoCache.js';
import { notFetched } from './notFetched.js';

/** A set that is published as one archive in CIFAR's binary format. */
export interface CifarSet extends CifarArchive {
  readonly id: string;
  readonly title: string;
  /** Folders on the web, each with a slash at its end. */
  readonly urls: readonly string[];
  /** Environment variable that names a folder with the archive. */
  readonly environmentVariable: string;
}

/**
 * A provider for a published archive, which is kept and read as it is: whatever is found must have its checksum. Looked
 * for in the configured folder, the user's cache, then downloaded if that is allowed.
 */
export function createCifarProvider(set: CifarSet, patience?: DownloadPatience): DatasetProvider {
  const { id, title, archive, trainCount, testCount, kind } = set;
  const { name } = archive;
  const downloadBytes = archive.bytes;

  const fetchInto = (options: DatasetOptions) =>
    fetchIntoCache({
      ...options,
      id,
      urls: set.urls,
      environmentVariable: set.environmentVariable,
      cacheRoot: cacheRootOf(options),
      patience,
      files: [
        {
          name,
          downloadBytes,
          maximumBytes: archive.bytes,
          check: async (path, signal, advice) => void (await readArchive(path, set, advice, signal)),
        },
      ],
    });

  const cached = (options: DatasetOptions): DatasetSource => ({
    kind: 'cache',
    location: cachedFolder(cacheRootOf(options), set),
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
      advice: `Put it there; for unpacked files use cifar:${location}.`,
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
    classNames: kind.classNames,
    imageShape: CIFAR_SHAPE,
    trainCount,
    testCount,
    checksum: archive.sha256,
  });

  const read = async (source: DatasetSource, signal: AbortSignal | undefined): Promise<Dataset> => {
    const path = join(source.location, name);
    const advice =
      source.kind === 'folder'
        ? `Get the file again, or unset ${set.environmentVariable}.`
        : `Replace it with: bakeoff dataset fetch ${id}`;
    const images = await unpackCifar(await readArchive(path, set, advice, signal), path, set);
    signal?.throwIfAborted();
    const { trainCount: _, testCount: __, ...description } = describe(source);
    return { ...description, ...images };
  };

  return {
    idPattern: id,
    title,
    description: `${title}, ${formatCount(trainCount)} + ${formatCount(testCount)} colour images of ${kind.classNames.length} classes.`,
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
        labels: async (split) => (await dataset())[split].labels,
        images: async (split) => (await dataset())[split].images,
      };
    },

    describesUnread: true,
    describe: async (_id, options) => describe(await locate(options)),
    downloadBytes,

    async fetch(_id, options) {
      const found = await find(options);
      if (found !== undefined) {
        options.onProgress?.({ type: 'stepStarted', step: `checking ${found.location}` });
        const isWhole = await readArchive(join(found.location, name), set, '', options.signal).then(
          () => true,
          (error: unknown) => {
            // What is in the cache is ours to replace.
            if (found.kind === 'cache' && error instanceof DatasetError) return false;
            throw error;
          },
        );
        if (isWhole) return { source: found, fetched: false };
      }
      const { from } = await fetchInto(options);
      return { source: cached(options), fetched: true, from };
    },
  };
}

function cacheRootOf(options: DatasetOptions): string {
  return options.cacheRoot === undefined ? cacheFolder(options.environment) : resolve(options.cacheRoot);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
