import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../src/runs/runFolder.js';
import type { Run, Trial } from './trial.js';

/** Something that goes wrong on a cluster, or is asked of it. */
export interface Fault {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  /** At most, on a busy machine. */
  readonly seconds: number;
  /** @throws Error when something was lost, or told otherwise; NotTriedError */
  readonly attempt: (trial: Trial) => Promise<Outcome>;
}

/** What came of a fault that was survived. */
export interface Outcome {
  readonly words: string;
  /** Jobs that took the place of lost ones; absent where none trained to its end. */
  readonly resubmissions?: number;
  /** The results were held against those of this machine, and are the same to the bit. */
  readonly isEqual?: true;
  /** Lines to be shown below the table. */
  readonly shown?: readonly string[];
}

/** This machine does not let it be tried. */
export class NotTriedError extends Error {
  override readonly name = 'NotTriedError';
}

/** Jobs that runs took beyond their first ones, as their logs tell. @throws Error of a run that had no job */
export function resubmissionsOf(...runs: readonly Run[]): number {
  return runs.reduce((all, { folder, runId }) => {
    const jobs = readFileSync(path.join(folder, runFiles.log), 'utf8').match(/^Ray job \S+ on /gm) ?? [];
    if (jobs.length === 0) throw new Error(`${runId} had no job on the cluster.`);
    return all + jobs.length - 1;
  }, 0);
}
