import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processExists } from '../../../processExists.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells two locks of one process apart. */
  readonly id: string;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else holds the lock and this call starts to wait. */
  readonly onWait?: (pid: number) => void;
  /** A lock whose holder has shown no life for this long is taken over. */
  readonly staleMs?: number;
  readonly pollMs?: number;
}

/**
 * Runs `work` while holding the lock file; waits while another living process holds it. A lock left behind by a process
 * that is gone (same machine), or that has not been touched for `staleMs` (any machine), is taken over.
 */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { signal, staleMs = 120_000, pollMs = 300 } = options;
  mkdirSync(dirname(file), { recursive: true });
  const own: Holder = { pid: process.pid, host: hostname(), id: randomUUID() };
  for (let waiting = false; !take(file, own); ) {
    signal?.throwIfAborted();
    const other = read(file);
    if (other === undefined || isStale(file, other, staleMs)) {
      // Creating is not atomic with writing: an unreadable lock may be a moment old.
      if (other !== undefined || ageMs(file) > 2000) release(file, other?.id);
      else await wait(pollMs, undefined, { signal });
      continue;
    }
    if (!waiting) options.onWait?.(other.pid);
    waiting = true;
    await wait(pollMs, undefined, { signal });
  }
  const beat = setInterval(() => touch(file), staleMs / 6);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    release(file, own.id);
  }
}

function take(file: string, own: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, host, id } = value as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' && typeof id === 'string'
      ? { pid, host, id }
      : undefined;
  } catch {
    return undefined;
  }
}

function isStale(file: string, holder: Holder, staleMs: number): boolean {
  return ageMs(file) > staleMs || (holder.host === hostname() && !processExists(holder.pid));
}

function ageMs(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Taken over after a long sleep of the machine; the work below goes on in its own folder names.
  }
}

/** Removes the lock if `id` still holds it: renamed first, because two may be about to remove the same stale lock. */
function release(file: string, id: string | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const holder = read(aside);
  if (holder !== undefined && holder.id !== id) {
    // A new lock was caught in between: give it back.
    try {
      renameSync(aside, file);
      return;
    } catch {
      // Nothing to give back to.
    }
  }
  rmSync(aside, { force: true });
}
