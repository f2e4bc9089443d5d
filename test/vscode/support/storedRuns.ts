import type { ListedRun } from '../../../src/runs/listRuns.js';
import { listRuns } from '../../../src/runs/listRuns.js';
import { waitFor } from './waitFor.js';

/** The runs under a root as the disk has them, whatever the extension says; the newest first. */
export async function storedRuns(root: string): Promise<readonly ListedRun[]> {
  return (await listRuns(root)).runs.toReversed();
}

/** Waits for a run that a condition holds for; gives it. */
export async function waitForRun(
  root: string,
  what: string,
  condition: (run: ListedRun) => boolean,
  timeoutMs = 60_000,
): Promise<ListedRun> {
  return waitFor(what, async () => (await storedRuns(root)).find(condition), { timeoutMs, everyMs: 100 });
}
