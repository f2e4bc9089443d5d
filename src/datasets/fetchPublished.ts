import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AptError, fetchAptPackage } from './aptPackage.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions } from './datasetProvider.js';
import { DownloadError, type DownloadPatience, download } from './download.js';
import { withLock } from './folderLock.js';
import { readIdxFile } from './idxFile.js';
import { findIdxFiles, type IdxPart, idxParts, requireIdxFiles, usualNames } from './idxSet.js';
import { checkPublished, type PublishedPlaces, type PublishedSet, usualPaths } from './publishedSet.js';

export interface FetchRequest extends DatasetOptions {
  readonly set: PublishedSet;
  readonly places: PublishedPlaces;
  readonly cacheRoot: string;
  readonly patience?: DownloadPatience | undefined;
}

/** Where a published set is kept in the user's cache. */
export function cachedFolder(cacheRoot: string, set: PublishedSet): string {
  return join(cacheRoot, 'datasets', set.id);
}

/**
 * Brings the four files into the cache: from the published places one after the other, then from the system's package
 * sources. The cache's folder appears, or is replaced, whole and checked, by a rename; files that are under way live
 * beside it in `downloads/`, where a broken download goes on the next time. Returns where the bytes came from.
 * @throws DatasetError `download` with what each source said, or the signal's reason.
 */
export async function fetchPublished(job: FetchRequest): Promise<{ readonly from: string }> {
  const downloads = join(job.cacheRoot, 'downloads');
  const staging = join(downloads, job.set.id);
  const onWait = () => job.onProgress?.({ type: 'stepStarted', step: 'waiting for another process that fetches it' });
  try {
    return await withLock(`${staging}.lock`, { signal: job.signal, onWait }, async () => {
      try {
        // Whoever was waited for may have brought it.
        if (await isCached(job)) return { from: 'another process' };
        return await fromAnySource(job, staging);
      } finally {
        await removeIfEmpty(staging);
      }
    });
  } finally {
    await removeIfEmpty(downloads);
  }
}

async function fromAnySource(job: FetchRequest, staging: string): Promise<{ from: string }> {
  const sources = [
    ...job.places.urls.map((url) => ({ name: new URL(url).host, bring: () => fromWeb(job, url, staging) })),
    ...(job.places.debianPackage === undefined
      ? []
      : [{ name: `package ${job.places.debianPackage}`, bring: () => fromApt(job, staging) }]),
  ];
  const failures: string[] = [];
  for (const { name, bring } of sources) {
    job.onProgress?.({ type: 'sourceTried', source: name });
    try {
      await bring();
      await install(job, staging);
      return { from: name };
    } catch (error) {
      job.signal?.throwIfAborted();
      if (!(error instanceof DownloadError || error instanceof AptError || error instanceof DatasetError)) throw error;
      const reason = error instanceof DatasetError ? error.summary : error.message;
      failures.push(`${name}: ${reason}`);
      job.onProgress?.({ type: 'sourceFailed', source: name, reason });
    }
  }
  throw new DatasetError({
    code: 'download',
    path: job.set.id,
    problem: `cannot be downloaded: ${failures.join('; ')}`,
    advice: `Check the network and its proxy (http_proxy, https_proxy), or put the four files into a folder and name it in ${job.places.environmentVariable}.`,
  });
}

async function fromWeb(job: FetchRequest, url: string, staging: string): Promise<void> {
  const paths = usualPaths(staging);
  const totalBytes = idxParts.reduce((sum, part) => sum + job.set.full[part].compressedBytes, 0);
  let before = 0;
  for (const part of idxParts) {
    const file = usualNames[part];
    const report = (receivedBytes: number) =>
      job.onProgress?.({ type: 'bytesReceived', file, receivedBytes: before + receivedBytes, totalBytes });
    if (!(await isFile(paths[part]))) await downloadChecked(job, part, new URL(file, url).href, paths[part], report);
    before += job.set.full[part].compressedBytes;
    report(0);
  }
}

async function downloadChecked(
  job: FetchRequest,
  part: IdxPart,
  url: string,
  path: string,
  report: (receivedBytes: number) => void,
): Promise<void> {
  const partPath = `${path}.part`;
  const expected = job.set.full[part];
  const isResumed = await isFile(partPath);
  // Compressed data that is larger than its content makes no sense, but for a header.
  const maximumBytes = expected.bytes + 1024;
  try {
    const { signal, patience } = job;
    await download({ url, partPath, maximumBytes, signal, onProgress: report, ...(patience ? { patience } : {}) });
    checkPublished(expected, await readIdxFile(partPath, { signal, maximumBytes: expected.bytes }), 'Try again later.');
  } catch (error) {
    job.signal?.throwIfAborted();
    if (error instanceof DownloadError && !error.isFinal) throw error;
    // Not worth going on from. What was begun earlier may have been of another file: then once more from its start.
    await rm(partPath, { force: true });
    if (error instanceof DatasetError && isResumed) return downloadChecked(job, part, url, path, report);
    if (error instanceof DatasetError) throw new DownloadError(`wrong bytes: ${error.summary}`, true, { cause: error });
    throw error;
  }
  await rename(partPath, path);
}

async function fromApt(job: FetchRequest, staging: string): Promise<void> {
  const packageName = job.places.debianPackage ?? '';
  const { root, toRemove } = await fetchAptPackage({
    packageName,
    workFolder: staging,
    signal: job.signal,
    onStep: (step) => job.onProgress?.({ type: 'stepStarted', step }),
    onProgress: (receivedBytes, totalBytes) =>
      job.onProgress?.({ type: 'bytesReceived', file: packageName, receivedBytes, totalBytes }),
  });
  try {
    const folder = join(root, job.places.systemFolder);
    const found = requireIdxFiles(await findIdxFiles(folder), folder);
    const paths = usualPaths(staging);
    for (const part of idxParts) {
      const expected = job.set.full[part];
      const file = await readIdxFile(found[part], { signal: job.signal, maximumBytes: expected.bytes });
      checkPublished(expected, file, 'Report it to the distribution.');
    }
    for (const part of idxParts) await rename(found[part], paths[part]);
  } finally {
    await rm(toRemove, { recursive: true, force: true });
  }
}

/** Makes the staged folder, with the four checked files in it, the cache's. */
async function install(job: FetchRequest, staging: string): Promise<void> {
  const names: readonly string[] = idxParts.map((part) => usualNames[part]);
  for (const name of await readdir(staging)) {
    if (!names.includes(name)) await rm(join(staging, name), { recursive: true, force: true });
  }
  const target = cachedFolder(job.cacheRoot, job.set);
  await mkdir(join(target, '..'), { recursive: true });
  await rm(target, { recursive: true, force: true });
  await rename(staging, target);
}

async function isCached(job: FetchRequest): Promise<boolean> {
  const paths = usualPaths(cachedFolder(job.cacheRoot, job.set));
  try {
    for (const part of idxParts) {
      const expected = job.set.full[part];
      checkPublished(
        expected,
        await readIdxFile(paths[part], { signal: job.signal, maximumBytes: expected.bytes }),
        '',
      );
    }
    return true;
  } catch {
    job.signal?.throwIfAborted();
    return false;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}
