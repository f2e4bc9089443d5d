import { existsSync } from 'node:fs';
import path from 'node:path';
import type { QueuedJob } from '../core/queue/job.js';
import type { JobOutcome } from '../core/queue/leaseJobs.js';
import type { RunFailed } from '../core/run/events.js';
import { readRun } from '../runs/readRun.js';
import { runFiles } from '../runs/runFolder.js';
import { cutOffReasons } from '../runs/trainerMessages.js';

/** What is known of the end of a job's training beside its run folder. */
export interface KnownEnd {
  /** What a person asked of the job meanwhile. */
  readonly wanted: QueuedJob['wanted'] | undefined;
  /** The training was ended for another reason than the job itself: its process ends. */
  readonly isCutOff: boolean;
  /** The failure that was told last, which need not be in the folder. */
  readonly failure?: RunFailed | undefined;
  /** How often it was begun or gone on with by now. */
  readonly attempts: number;
}

/** A trainer that died, as from a lack of memory, is tried again so often. */
const MAXIMUM_DEATHS = 3;
const cutOffs: readonly string[] = Object.values(cutOffReasons);

/** What a training that has ended means for its job. A folder that tells nothing: it waits for its next turn. Never throws. */
export async function outcomeOf(
  folder: string,
  { wanted, isCutOff, failure, attempts }: KnownEnd,
): Promise<JobOutcome> {
  const state = await readState(folder);
  if (state?.status === 'completed') return { state: 'done' };
  if (wanted === 'cancel') return { state: 'cancelled' };
  if (wanted === 'pause') return { state: 'paused' };
  const told = failure ?? (state?.status === 'failed' ? state.failure : undefined);
  const hasDied = told?.code === 'trainer-died' && attempts < MAXIMUM_DEATHS;
  if (isCutOff || hasDied) return { state: 'again', ...(told === undefined ? {} : { message: told.message }) };
  if (told !== undefined) return { state: 'failed', message: told.message };
  const wasStopped = state?.status === 'stopped' && !cutOffs.includes(state.stopReason ?? '');
  return { state: wasStopped ? 'cancelled' : 'again' };
}

async function readState(folder: string) {
  if (!existsSync(path.join(folder, runFiles.events))) return undefined;
  try {
    return (await readRun(folder)).state;
  } catch {
    return undefined;
  }
}
