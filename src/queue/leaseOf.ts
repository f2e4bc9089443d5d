import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Lease } from '../core/queue/job.js';
import { identifyProcess, isProcessAlive } from '../runs/processIdentity.js';

/** Tokens of the leases of this thread. A thread that crashed leaves leases of a process that lives on. */
const own = new Set<string>();

/** A new lease of this process. */
export function newLease(now = Date.now()): Lease {
  const { pid, startedAt } = identifyProcess(process.pid) ?? { pid: process.pid, startedAt: null };
  const token = randomBytes(12).toString('hex');
  own.add(token);
  return { token, pid, startedAt, host: hostname().slice(0, 300), beat: now };
}

/** This process goes on, and holds it no longer. */
export function dropLease(token: string): void {
  own.delete(token);
}

/** From the last heartbeat to where a holder of whom nothing else is known counts as gone. */
export const SILENCE_MS = 120_000;

/**
 * Whether the holder of a lease can still be at it. On this machine its process says so, whatever its heart does: it may be
 * held up. On another one, as where a folder is shared, only its heartbeat does.
 */
export function isHolderAlive(lease: Lease, now = Date.now()): boolean {
  if (lease.host === hostname().slice(0, 300) && lease.startedAt !== null)
    return isProcessAlive(lease) && (lease.pid !== process.pid || own.has(lease.token));
  const isSilent = now - lease.beat > SILENCE_MS;
  if (lease.host !== hostname().slice(0, 300)) return !isSilent;
  return isProcessAlive(lease) && !isSilent;
}
