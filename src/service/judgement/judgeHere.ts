import { judge } from '../../core/comparison/judge.js';
import type { Judgement } from '../../core/comparison/judgement.js';
import { judgedRunOf } from '../../core/comparison/rawRun.js';
import { DatasetShelf } from '../datasetShelf.js';
import { collectRuns } from './collectRuns.js';

/**
 * Judges stored runs on the calling thread, for a command line that has nothing else to do. `margin`: 0..1.
 * @throws RangeError for a margin that is not; the signal's reason.
 */
export async function judgeHere(folders: readonly string[], margin: number, signal: AbortSignal): Promise<Judgement> {
  const shelf = new DatasetShelf();
  try {
    const runs = await collectRuns(shelf, folders, signal);
    signal.throwIfAborted();
    return judge(runs.map(judgedRunOf), { margin });
  } finally {
    shelf.dispose();
  }
}
