import path from 'node:path';
import { judge } from '../../core/comparison/judge.js';
import type { Judgement } from '../../core/comparison/judgement.js';
import { judgedRunOf, type RawRun } from '../../core/comparison/rawRun.js';
import { type HonestReport, honestReportOf } from '../../core/honesty/honestReport.js';
import { readDoubts } from '../../runs/honestReport.js';
import { DatasetShelf } from '../datasetShelf.js';
import { collectRuns } from './collectRuns.js';

/** `collectRuns` for who asks once. @throws the signal's reason. */
export async function collectStored(folders: readonly string[], signal: AbortSignal): Promise<RawRun[]> {
  const shelf = new DatasetShelf();
  try {
    return await collectRuns(shelf, folders, signal);
  } finally {
    shelf.dispose();
  }
}

/**
 * Judges stored runs on the calling thread, for a command line that has nothing else to do. `margin`: 0..1.
 * @throws RangeError for a margin that is not; the signal's reason.
 */
export async function judgeHere(folders: readonly string[], margin: number, signal: AbortSignal): Promise<Judgement> {
  const runs = await collectStored(folders, signal);
  signal.throwIfAborted();
  return judge(runs.map(judgedRunOf), { margin });
}

/** Scores them without what is in doubt about their test images, likewise; null where nothing is. @throws as `judgeHere` */
export async function scoreHere(
  folders: readonly string[],
  margin: number,
  signal: AbortSignal,
): Promise<HonestReport | null> {
  const runs = await collectStored(folders, signal);
  const checksum = runs.find(({ testKey }) => testKey !== '')?.testKey;
  const doubts = checksum === undefined ? undefined : await readDoubts(path.dirname(folders[0] ?? ''), checksum);
  signal.throwIfAborted();
  return doubts === undefined ? null : (honestReportOf(runs.map(judgedRunOf), doubts, { margin }) ?? null);
}
