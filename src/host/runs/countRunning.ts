import type { StoredRun } from '../host.js';

/** How many of some runs are being trained. */
export function countRunning(runs: readonly Pick<StoredRun, 'status'>[]): number {
  return runs.reduce((count, { status }) => count + (status === 'running' ? 1 : 0), 0);
}
