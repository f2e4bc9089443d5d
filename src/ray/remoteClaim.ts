import { claimRun, releaseRun } from '../runs/runClaim.js';
import { removeStopRequest } from '../runs/stopRequest.js';

/** Claims a run for this process, which follows it only, and has `begin` go on; gives it up where that fails. @throws RunBusyError; whatever `begin` throws. */
export async function claimedFromAfar<T>(runFolder: string, begin: () => Promise<T>): Promise<T> {
  claimRun(runFolder, { isRemote: true });
  removeStopRequest(runFolder);
  try {
    return await begin();
  } catch (error) {
    releaseQuietly(runFolder);
    throw error;
  }
}

/** Gives a run up. Never throws: the claim of a process that is gone counts for nothing. */
export function releaseQuietly(runFolder: string): void {
  try {
    releaseRun(runFolder);
  } catch {
    // A read-only disk.
  }
}
