import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { networkWeights } from '../core/plan/networkWeights.js';
import type { DatasetProgress } from '../datasets/datasetProvider.js';
import { DownloadError, type DownloadPatience, download } from '../datasets/download.js';
import { withLock } from '../datasets/folderLock.js';
import { BackboneError } from './backboneError.js';
import { type PublishedFile, type PublishedWeights, publishedFor } from './published.js';
import { tfjsFilesOf } from './readTfjs.js';
import { BACKBONES_VARIABLE, cachedBackbones, type WeightPlaces } from './weightPlaces.js';

/** What is to be fetched. */
export interface FetchBackboneRequest {
  readonly network: string;
  readonly alpha: number;
  /** The last layer whose weights are needed; all of them if not given. */
  readonly upTo?: string | undefined;
  readonly places: WeightPlaces;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: DownloadPatience | undefined;
  onProgress?(progress: DatasetProgress): void;
  /** What is published; default: what we know of. */
  readonly published?: readonly PublishedWeights[];
}

/** What `fetchBackbone` did. */
export interface FetchedBackbone {
  readonly title: string;
  readonly licence: string;
  /** The file, or the `model.json` of the folder. */
  readonly path: string;
  /** Bytes that came over the network; 0: all was there. */
  readonly fetchedBytes: number;
}

/**
 * Brings published ImageNet weights into the cache: of a network in many files only those that hold the layers in use. Each
 * file appears there whole and checked, by a rename; a broken download goes on the next time.
 * @throws BackboneError that says what to put where by hand; the signal's reason.
 */
export async function fetchBackbone(request: FetchBackboneRequest): Promise<FetchedBackbone> {
  const known = request.published ?? publishedFor(request);
  const weights = known.find(({ files }) => Object.keys(files).length > 0);
  if (weights === undefined)
    throw notPublished(request, known, 'no checksum of its weights is known, so that they are not downloaded');
  const { signal } = request;
  const onWait = () =>
    request.onProgress?.({ type: 'stepStarted', step: 'waiting for another process that fetches weights' });
  const lock = join(request.places.cacheRoot, 'downloads', 'backbones.lock');
  return withLock(lock, { signal, onWait }, () => fetchAll(request, weights));
}

async function fetchAll(request: FetchBackboneRequest, weights: PublishedWeights): Promise<FetchedBackbone> {
  const target = join(cachedBackbones(request.places), weights.path);
  const first = basename(weights.path);
  request.onProgress?.({ type: 'sourceTried', source: new URL(weights.url).host });
  let fetchedBytes = await fetchFile(request, weights, first, join(dirname(target), first), { done: 0, total: 0 });
  if (first === 'model.json') {
    const others = await shardsOf(request, weights, target);
    const folder = dirname(target);
    const total = others.reduce((sum, name) => sum + (weights.files[name]?.bytes ?? 0), 0);
    let done = 0;
    for (const name of others) {
      fetchedBytes += await fetchFile(request, weights, name, join(folder, name), { done, total });
      done += weights.files[name]?.bytes ?? 0;
    }
  }
  return { title: weights.title, licence: weights.licence, path: target, fetchedBytes };
}

/** The files of the layers in use. */
async function shardsOf(
  request: FetchBackboneRequest,
  weights: PublishedWeights,
  manifest: string,
): Promise<readonly string[]> {
  const { network, alpha, upTo } = request;
  const wanted = networkWeights({ name: network, alpha, upTo });
  if (wanted === undefined)
    throw notPublished(
      request,
      [],
      upTo === undefined ? 'there is no such network' : `it has no layer ${JSON.stringify(upTo)}`,
    );
  const files = tfjsFilesOf(manifest, await readFile(manifest, 'utf8'), wanted);
  const unknown = files.find((name) => weights.files[name] === undefined);
  if (unknown === undefined) return files;
  const last = wanted.filter(({ layer }) => /^conv_pw_\d+$/.test(layer)).at(-2)?.layer;
  const shorter = last === undefined ? '' : `; up to ${last}_relu it is`;
  throw notPublished(
    request,
    publishedFor(request),
    `no checksum of its file ${unknown} is known, so that it is not downloaded${shorter}`,
  );
}

/** Gives the bytes that came; 0 where the file is there and whole. */
async function fetchFile(
  request: FetchBackboneRequest,
  weights: PublishedWeights,
  name: string,
  path: string,
  sum: { readonly done: number; readonly total: number },
): Promise<number> {
  const expected = weights.files[name];
  if (expected === undefined) throw notPublished(request, [weights], `no checksum of ${name} is known`);
  if (await isPublished(path, expected)) return 0;
  const partPath = join(
    request.places.cacheRoot,
    'downloads',
    'backbones',
    `${weights.network}-${weights.alpha}-${name}.part`,
  );
  const { signal, patience } = request;
  const report = (receivedBytes: number) =>
    request.onProgress?.({
      type: 'bytesReceived',
      file: name,
      receivedBytes: sum.done + receivedBytes,
      totalBytes: Math.max(sum.total, expected.bytes),
    });
  const url = new URL(name, weights.url).href;
  const isResumed = existsSync(partPath);
  for (const attempt of isResumed ? ['resumed', 'anew'] : ['anew']) {
    try {
      await download({
        url,
        partPath,
        maximumBytes: expected.bytes,
        signal,
        onProgress: report,
        ...(patience ? { patience } : {}),
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof DownloadError)) throw error;
      if (error.isFinal) await rm(partPath, { force: true });
      // What was begun may have been of another file.
      if (error.isFinal && attempt === 'resumed') continue;
      throw notPublished(
        request,
        [weights],
        `${name} cannot be downloaded from ${new URL(url).host}: ${error.message}`,
        'download',
      );
    }
    if (await isPublished(partPath, expected)) {
      await mkdir(dirname(path), { recursive: true });
      await rename(partPath, path);
      return expected.bytes;
    }
    await rm(partPath, { force: true });
  }
  throw notPublished(request, [weights], `${url} is not the published file: its checksum differs`, 'download');
}

async function isPublished(path: string, { bytes, algorithm, checksum }: PublishedFile): Promise<boolean> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : -1),
    () => -1,
  );
  if (size !== bytes) return false;
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex') === checksum;
}

function notPublished(
  { network, alpha, places }: FetchBackboneRequest,
  published: readonly PublishedWeights[],
  problem: string,
  code: 'not-published' | 'download' = 'not-published',
): BackboneError {
  const byHand = published.map(({ path, url }) => `${url}${basename(path)} as ${path} into ${cachedBackbones(places)}`);
  const advice =
    byHand.length === 0
      ? 'List what there is with: bakeoff backbone list'
      : `${code === 'download' ? 'Check the network and its proxy, or put' : 'Put'} ${byHand.join(', or ')}, or into a folder that ${BACKBONES_VARIABLE} names.`;
  return new BackboneError({ code, path: `${network} ${alpha}`, problem, advice });
}
