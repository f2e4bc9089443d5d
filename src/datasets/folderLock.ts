import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processExists } from '../processExists.js';

const POLL_MS = 250;

/**
 * Runs `work` while no other process of this machine runs anything under the same lock file. A lock whose process is
 * gone counts for nothing. `onWait` is called once if there is someone to wait for.
 * @throws the signal's reason, while waiting; whatever `work` throws.
 */
export async function withLock<T>(
  path: string,
  options: { readonly signal?: AbortSignal | undefined; onWait?(): void },
  work: () => Promise<T>,
): Promise<T> {
  let hasWaited = false;
  while (!(await take(path))) {
    options.signal?.throwIfAborted();
    if (!hasWaited) options.onWait?.();
    hasWaited = true;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // The folder was removed between the two calls by a process that was done with it.
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw error;
  }
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  // An empty file was made this moment, its number is on the way.
  if (holder !== undefined && holder !== '' && !processExists(Number(holder))) await rm(path, { force: true });
  return false;
}
