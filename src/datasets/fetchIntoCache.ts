import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../cacheFolder.js';
import type { DatasetSource } from '../core/dataset.js';
import { AptError, fetchAptPackage } from './aptPackage.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions } from './datasetProvider.js';
import { DownloadError, type DownloadPatience, download } from './download.js';
import { withLock } from './folderLock.js';

/** A file of a published set. */
export interface WantedFile {
  /** On the web and in the cache. */
  readonly name: string;
  /** As published; for progress only: a mirror may have compressed it anew. */
  readonly downloadBytes: number;
  /** More is never downloaded. */
  readonly maximumBytes: number;
  /** @throws DatasetError unless the file at a path is the published one; `advice` says what to do then. */
  check(path: string, signal: AbortSignal | undefined, advice: string): Promise<void>;
}

/** A Debian package that brings the files. */
export interface WantedPackage {
  readonly name: string;
  /** Where in the package each file is, in the order of `files`. @throws DatasetError */
  find(packageRoot: string): Promise<readonly string[]>;
}

/** What is to be brought into the user's cache, and from where. */
export interface FetchJob extends DatasetOptions {
  /** The folder's name in the cache. */
  readonly id: string;
  readonly files: readonly WantedFile[];
  /** Folders on the web, each with a slash at its end, in the order in which they are tried. */
  readonly urls: readonly string[];
  readonly package?: WantedPackage | undefined;
  /** Names a folder that holds the files; for advice. */
  readonly environmentVariable: string;
  readonly cacheRoot: string;
  readonly patience?: DownloadPatience | undefined;
}

/** Where a published set is kept in the user's cache. */
export function cachedFolder(cacheRoot: string, { id }: { readonly id: string }): string {
  return join(cacheRoot, 'datasets', id);
}

/** Root of the user's cache, as the options have it. */
export function cacheRootOf(options: DatasetOptions): string {
  return options.cacheRoot === undefined ? cacheFolder(options.environment) : resolve(options.cacheRoot);
}

/**
 * True if what was found of a set is whole by `check`; damaged files in the cache, which are ours to replace, are not.
 * @throws DatasetError for damaged files elsewhere
 */
export async function isWhole(
  found: DatasetSource,
  options: DatasetOptions,
  check: () => Promise<unknown>,
): Promise<boolean> {
  options.onProgress?.({ type: 'stepStarted', step: `checking ${found.location}` });
  try {
    await check();
    return true;
  } catch (error) {
    if (found.kind === 'cache' && error instanceof DatasetError) return false;
    throw error;
  }
}

/**
 * Brings the files into the cache: from the published places one after the other, then from the system's package
 * sources. The cache's folder appears, or is replaced, whole and checked, by a rename; files that are under way live
 * beside it in `downloads/`, where a broken download goes on the next time. Returns where the bytes came from.
 * @throws DatasetError `download` with what each source said, or the signal's reason.
 */
export async function fetchIntoCache(job: FetchJob): Promise<{ readonly from: string }> {
  const downloads = join(job.cacheRoot, 'downloads');
  const staging = join(downloads, job.id);
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

async function fromAnySource(job: FetchJob, staging: string): Promise<{ from: string }> {
  const { package: wanted } = job;
  const sources = [
    ...job.urls.map((url) => ({ name: new URL(url).host, bring: () => fromWeb(job, url, staging) })),
    ...(wanted === undefined ? [] : [{ name: `package ${wanted.name}`, bring: () => fromApt(job, wanted, staging) }]),
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
  const names = job.files.length === 1 ? `the file ${job.files[0]?.name}` : `the ${countWord(job.files.length)} files`;
  throw new DatasetError({
    code: 'download',
    path: job.id,
    problem: `cannot be downloaded: ${failures.join('; ')}`,
    advice: `Check the network and its proxy (http_proxy, https_proxy), or put ${names} into a folder and name it in ${job.environmentVariable}.`,
  });
}

function countWord(count: number): string {
  return count === 4 ? 'four' : String(count);
}

async function fromWeb(job: FetchJob, url: string, staging: string): Promise<void> {
  const totalBytes = job.files.reduce((sum, file) => sum + file.downloadBytes, 0);
  let before = 0;
  for (const file of job.files) {
    const report = (receivedBytes: number) =>
      job.onProgress?.({ type: 'bytesReceived', file: file.name, receivedBytes: before + receivedBytes, totalBytes });
    const path = join(staging, file.name);
    if (!(await isFile(path))) await downloadChecked(job, file, new URL(file.name, url).href, path, report);
    before += file.downloadBytes;
    report(0);
  }
}

async function downloadChecked(
  job: FetchJob,
  file: WantedFile,
  url: string,
  path: string,
  report: (receivedBytes: number) => void,
): Promise<void> {
  const partPath = `${path}.part`;
  const isResumed = await isFile(partPath);
  try {
    const { signal, patience } = job;
    const { maximumBytes } = file;
    await download({ url, partPath, maximumBytes, signal, onProgress: report, ...(patience ? { patience } : {}) });
    await file.check(partPath, signal, 'Try again later.');
  } catch (error) {
    job.signal?.throwIfAborted();
    if (error instanceof DownloadError && !error.isFinal) throw error;
    // Not worth going on from. What was begun earlier may have been of another file: then once more from its start.
    await rm(partPath, { force: true });
    if (error instanceof DatasetError && isResumed) return downloadChecked(job, file, url, path, report);
    if (error instanceof DatasetError) throw new DownloadError(`wrong bytes: ${error.summary}`, true, { cause: error });
    throw error;
  }
  await rename(partPath, path);
}

async function fromApt(job: FetchJob, wanted: WantedPackage, staging: string): Promise<void> {
  const { root, toRemove } = await fetchAptPackage({
    packageName: wanted.name,
    workFolder: staging,
    signal: job.signal,
    onStep: (step) => job.onProgress?.({ type: 'stepStarted', step }),
    onProgress: (receivedBytes, totalBytes) =>
      job.onProgress?.({ type: 'bytesReceived', file: wanted.name, receivedBytes, totalBytes }),
  });
  try {
    const found = await wanted.find(root);
    for (const [index, file] of job.files.entries())
      await file.check(found[index] ?? '', job.signal, 'Report it to the distribution.');
    for (const [index, file] of job.files.entries()) await rename(found[index] ?? '', join(staging, file.name));
  } finally {
    await rm(toRemove, { recursive: true, force: true });
  }
}

/** Makes the staged folder, with the checked files in it, the cache's. */
async function install(job: FetchJob, staging: string): Promise<void> {
  const names = job.files.map(({ name }) => name);
  for (const name of await readdir(staging)) {
    if (!names.includes(name)) await rm(join(staging, name), { recursive: true, force: true });
  }
  const target = cachedFolder(job.cacheRoot, job);
  await mkdir(join(target, '..'), { recursive: true });
  await rm(target, { recursive: true, force: true });
  await rename(staging, target);
}

async function isCached(job: FetchJob): Promise<boolean> {
  const folder = cachedFolder(job.cacheRoot, job);
  try {
    for (const file of job.files) await file.check(join(folder, file.name), job.signal, '');
    return true;
  } catch {
    job.signal?.throwIfAborted();
    return false;
  }
}

/** True if there is a file. Never throws. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}
