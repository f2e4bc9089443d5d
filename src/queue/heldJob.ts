import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueuedJob } from '../core/queue/job.js';
import type { JobOutcome, TakenJob } from '../core/queue/leaseJobs.js';
import type { RunEvent, RunFailed } from '../core/run/events.js';
import { ResumeError } from '../runs/resumePoint.js';
import { isTrainerAlive, RunBusyError } from '../runs/runClaim.js';
import { runFiles } from '../runs/runFolder.js';
import { stopRun } from '../runs/stopRun.js';
import { readJobFile } from './jobFile.js';
import { dropLease } from './leaseOf.js';
import { outcomeOf } from './outcomeOf.js';
import { PlaceRefusedError, type QueuedTraining, type QueueRunner } from './queueRunner.js';
import type { AdoptedJob } from './settleOrphans.js';

const LOOK_MS = 250;

/** A job that this process holds, from its beginning to its outcome. */
export class HeldJob {
  readonly id: string;
  readonly token: string;
  readonly folder: string;
  readonly #attempts: number;
  #training: QueuedTraining | undefined;
  #wanted: QueuedJob['wanted'];
  #isCutOff = false;
  #isOver = false;
  #isLeft = false;

  constructor(job: TakenJob['job'] | AdoptedJob['job'], folder: string) {
    this.id = job.id;
    this.token = job.lease.token;
    this.folder = folder;
    this.#attempts = job.attempts;
  }

  /** Trains, or goes on with what the folder holds. Never rejects: what keeps it from that is its failure. */
  async train(
    root: string,
    runner: QueueRunner,
    cores: number,
    onEvent: (event: RunEvent) => void,
  ): Promise<JobOutcome> {
    try {
      const training = await this.#begin(root, runner, cores);
      if (training === undefined) return { state: 'again', isFresh: true };
      this.#training = training;
      lowerPriority(training.pid);
      if (this.#isLeft) this.letGo();
      else if (this.#mustEnd) void training.stop(this.#reason);
      let failure: RunFailed | undefined;
      for await (const event of training.events) {
        onEvent(event);
        if (event.type === 'runFailed') failure = event;
      }
      await training.exited;
      return await this.#outcome(failure);
    } catch (error) {
      if (error instanceof RunBusyError) return this.follow();
      if (error instanceof PlaceRefusedError) return { state: 'again', message: error.message };
      return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#isOver = true;
    }
  }

  /** Waits for the end of a training that another process began, and that goes on without it. Never rejects. */
  async follow(): Promise<JobOutcome> {
    while (isTrainerAlive(this.folder) && !this.#isCutOff) await sleep(LOOK_MS);
    this.#isOver = true;
    return this.#outcome();
  }

  /** What a person wants of it now; ends the training if that is something. */
  want(wanted: QueuedJob['wanted']): void {
    if (wanted === undefined || this.#wanted === wanted) return;
    const isFirst = this.#wanted === undefined;
    this.#wanted = wanted;
    if (!isFirst || this.#isOver) return;
    if (this.#training !== undefined) void this.#training.stop(this.#reason);
    else if (isTrainerAlive(this.folder)) void stopRun(this.folder, { reason: this.#reason }).catch(() => undefined);
  }

  /** This process ends: the training stops after its step, and the job waits for its next turn. */
  cutOff(how: 'stop' | 'kill'): void {
    this.#isCutOff = true;
    if (how === 'kill') void this.#training?.kill(this.#reason);
    else void this.#training?.stop(this.#reason);
  }

  /** This process ends, or follows it no longer: the training goes on by itself, where it can. */
  letGo(): void {
    this.#isLeft = true;
    dropLease(this.token);
    // A child's pipe breaks with this process; a job on a cluster has to be given free.
    if (this.#training?.pid === undefined) this.#training?.letGo();
  }

  #outcome(failure?: RunFailed): Promise<JobOutcome> {
    const known = { wanted: this.#wanted, isCutOff: this.#isCutOff, attempts: this.#attempts };
    return outcomeOf(this.folder, { ...known, failure });
  }

  get #mustEnd(): boolean {
    return this.#wanted !== undefined || this.#isCutOff;
  }

  get #reason(): string {
    if (this.#wanted === 'cancel') return 'Cancelled in the queue.';
    return this.#wanted === 'pause' ? 'Paused in the queue.' : 'The queue was stopped.';
  }

  /** Undefined where the folder holds something that can neither be gone on with nor written over. */
  async #begin(root: string, runner: QueueRunner, cores: number): Promise<QueuedTraining | undefined> {
    const { folder } = this;
    const request = await readJobFile(root, this.id);
    await mkdir(folder, { recursive: true });
    if (!existsSync(path.join(folder, runFiles.request))) return runner.start({ request, runFolder: folder, cores });
    try {
      return await runner.resume({ runFolder: folder, cores });
    } catch (error) {
      if (error instanceof ResumeError) return undefined;
      throw error;
    }
  }
}

/** What a person does on the machine goes before the queue. Where the system refuses, it does not. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or may not be touched.
  }
}
