import { join, resolve } from 'node:path';
import type { Dataset, DatasetDescription, DatasetSource } from '../core/dataset.js';
import { formatCount } from '../core/format.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider, FetchOutcome } from './datasetProvider.js';
import type { DownloadPatience } from './download.js';
import { cachedFolder, cacheRootOf, isWhole } from './fetchIntoCache.js';
import { fetchPublished } from './fetchPublished.js';
import { readIdxFile } from './idxFile.js';
import { readImages, readLabels } from './idxImages.js';
import { findIdxFiles, type IdxPart, readIdxSet, requireIdxFiles } from './idxSet.js';
import { notFetched } from './notFetched.js';
import type { OpenDataset } from './openDataset.js';
import {
  checkPublished,
  hashedPart,
  type PublishedFiles,
  type PublishedPlaces,
  type PublishedSet,
  publishedChecksum,
  publishedCounts,
} from './publishedSet.js';

/**
 * A provider for a set whose every byte is known: whatever is found is compared with the published checksums. Looked
 * for in the configured folder, the user's cache, the system package's folder, then downloaded if that is allowed; else
 * the embedded sample is used. A place that holds any of the files is the one: damaged files there are an error, not a
 * reason to use other images.
 */
export function createPublishedProvider(
  set: PublishedSet,
  places: PublishedPlaces,
  patience?: DownloadPatience,
): DatasetProvider {
  const fetchInto = (options: DatasetOptions) =>
    fetchPublished({ ...options, set, places, patience, cacheRoot: cacheRootOf(options) });

  const downloadBytes = Object.values(set.full).reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);

  const locate = async (options: DatasetOptions): Promise<DatasetSource> => {
    const found = await findOnDisk(set, places, options);
    if (found !== undefined) return found;
    if (options.allowDownload === true) {
      try {
        await fetchInto(options);
        return { kind: 'download', location: cachedFolder(cacheRootOf(options), set), isSample: false };
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!(error instanceof DatasetError)) throw error;
        if (places.sampleFolder === undefined) throw error;
        options.onWarning?.(`${error.message} The embedded sample is used instead.`);
      }
    }
    if (places.sampleFolder === undefined) throw notFetched({ ...set, ...places, downloadBytes });
    return { kind: 'embedded', location: places.sampleFolder(), isSample: true };
  };

  return {
    idPattern: set.id,
    title: set.title,
    description: describeInWords(set),
    matches: (id) => id === set.id,
    normalize: (id) => id,

    async load(_id, options) {
      return read(set, places, await locate(options), options.signal);
    },

    open: async (_id, options) => open(set, places, await locate(options), options.signal),

    describesUnread: true,
    downloadBytes,

    async describe(_id, options) {
      const source = await locate(options);
      requireIdxFiles(await findIdxFiles(source.location), source.location);
      return describe(set, source);
    },

    async fetch(_id, options): Promise<FetchOutcome> {
      const found = await findOnDisk(set, places, options);
      if (found !== undefined && (await isWhole(found, options, () => read(set, places, found, options.signal))))
        return { source: found, fetched: false };
      const { from } = await fetchInto(options);
      const location = cachedFolder(cacheRootOf(options), set);
      return { source: { kind: 'cache', location, isSample: false }, fetched: true, from };
    },
  };
}

function describeInWords({ title, full, sample }: PublishedSet): string {
  const counts = (files: PublishedFiles) => {
    const { trainCount, testCount } = publishedCounts(files);
    return `${formatCount(trainCount)} + ${formatCount(testCount)}`;
  };
  const rest = sample === undefined ? '' : `; the embedded sample of ${counts(sample)} where it is not found`;
  return `${title}, ${counts(full)} images${rest}.`;
}

async function findOnDisk(
  set: PublishedSet,
  places: PublishedPlaces,
  options: DatasetOptions,
): Promise<DatasetSource | undefined> {
  const environment = options.environment ?? process.env;
  const configured = options.folder || environment[places.environmentVariable] || undefined;
  if (configured !== undefined) {
    const location = resolve(configured);
    requireIdxFiles(await findIdxFiles(location), location);
    return { kind: 'folder', location, isSample: false };
  }
  const candidates: readonly DatasetSource[] = [
    { kind: 'cache', location: cachedFolder(cacheRootOf(options), set), isSample: false },
    ...(places.systemFolder === undefined
      ? []
      : [{ kind: 'system' as const, location: places.systemFolder, isSample: false }]),
  ];
  for (const candidate of candidates) {
    if (Object.keys(await findIdxFiles(candidate.location)).length > 0) return candidate;
  }
  return undefined;
}

async function read(
  set: PublishedSet,
  places: PublishedPlaces,
  source: DatasetSource,
  signal: AbortSignal | undefined,
): Promise<Dataset> {
  const paths = requireIdxFiles(await findIdxFiles(source.location), source.location);
  const files = filesOf(set, source);
  const advice = adviceFor(set, places, source);
  const content = await readIdxSet(paths, {
    classCount: set.classNames.length,
    signal,
    maximumBytes: (part) => files[part].bytes,
    hashed: (part) => hashedPart(files[part]),
    checkFile: (part, file) => checkPublished(files[part], file, advice),
  });
  return {
    id: set.id,
    name: nameOf(set, source),
    source,
    classNames: set.classNames,
    licence: set.licence,
    ...content,
  };
}

async function open(
  set: PublishedSet,
  places: PublishedPlaces,
  source: DatasetSource,
  signal: AbortSignal | undefined,
): Promise<OpenDataset> {
  const paths = requireIdxFiles(await findIdxFiles(source.location), source.location);
  const files = filesOf(set, source);
  // The signal was that of the opening: who reads later has nothing to do with it.
  signal?.throwIfAborted();
  const part = async (name: IdxPart) => {
    const hashed = hashedPart(files[name]);
    const file = await readIdxFile(paths[name], { maximumBytes: files[name].bytes, hashed });
    checkPublished(files[name], file, adviceFor(set, places, source));
    return file;
  };
  return {
    description: describe(set, source),
    licence: set.licence,
    labels: async (split) => readLabels(await part(`${split}Labels`), set.classNames.length),
    images: async (split) => readImages(await part(`${split}Images`)).bytes,
  };
}

function describe(set: PublishedSet, source: DatasetSource): DatasetDescription {
  const files = filesOf(set, source);
  return {
    id: set.id,
    name: nameOf(set, source),
    source,
    classNames: set.classNames,
    imageShape: set.imageShape,
    ...publishedCounts(files),
    checksum: publishedChecksum(files),
  };
}

function filesOf(set: PublishedSet, { isSample }: DatasetSource): PublishedFiles {
  return (isSample ? set.sample : undefined) ?? set.full;
}

function nameOf(set: PublishedSet, source: DatasetSource): string {
  return source.isSample ? `${set.title} (embedded sample)` : set.title;
}

function adviceFor(set: PublishedSet, places: PublishedPlaces, source: DatasetSource): string {
  switch (source.kind) {
    case 'folder':
      return `For another set than ${set.title} use idx:${source.location}; else get the file again, or unset ${places.environmentVariable}.`;
    case 'cache':
    case 'download':
      return `Replace it with: bakeoff dataset fetch ${set.id}`;
    case 'system':
      return `Reinstall the package ${places.debianPackage ?? ''}, or name a folder with the right files in ${places.environmentVariable}.`;
    case 'embedded':
      return `The installation is damaged (${join(source.location, 'README.md')} has the checksums): install again.`;
  }
}
