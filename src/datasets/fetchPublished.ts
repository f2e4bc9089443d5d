import { join } from 'node:path';
import type { DatasetOptions } from './datasetProvider.js';
import type { DownloadPatience } from './download.js';
import { fetchIntoCache, type WantedFile } from './fetchIntoCache.js';
import { readIdxFile } from './idxFile.js';
import { findIdxFiles, idxParts, requireIdxFiles, usualNames } from './idxSet.js';
import { checkPublished, hashedPart, type PublishedPlaces, type PublishedSet } from './publishedSet.js';

export interface FetchRequest extends DatasetOptions {
  readonly set: PublishedSet;
  readonly places: PublishedPlaces;
  readonly cacheRoot: string;
  readonly patience?: DownloadPatience | undefined;
}

/**
 * Brings the four IDX files of a published set into the cache, as `fetchIntoCache`. @throws DatasetError `download` with
 * what each source said, or the signal's reason.
 */
export function fetchPublished({ set, places, ...options }: FetchRequest): Promise<{ readonly from: string }> {
  const files = idxParts.map((part): WantedFile => {
    const expected = set.full[part];
    return {
      name: usualNames[part],
      downloadBytes: expected.compressedBytes,
      // Compressed data that is larger than its content makes no sense, but for a header.
      maximumBytes: expected.bytes + 1024,
      check: async (path, signal, advice) => {
        const hashed = hashedPart(expected);
        checkPublished(expected, await readIdxFile(path, { signal, maximumBytes: expected.bytes, hashed }), advice);
      },
    };
  });
  const { urls, environmentVariable, debianPackage, systemFolder } = places;
  const find = async (root: string) => {
    const folder = join(root, systemFolder ?? '');
    const found = requireIdxFiles(await findIdxFiles(folder), folder);
    return idxParts.map((part) => found[part]);
  };
  const wanted = debianPackage === undefined ? {} : { package: { name: debianPackage, find } };
  return fetchIntoCache({ ...options, ...wanted, id: set.id, files, urls, environmentVariable });
}
