import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueuedJob } from '../core/queue/job.js';
import { beatLeases, endJob, type JobOutcome, takeJob } from '../core/queue/leaseJobs.js';
import type { RunEvent } from '../core/run/events.js';
import { createRunId } from '../runs/runId.js';
import type { CoreBudget } from './coreBudget.js';
import { HeldJob } from './heldJob.js';
import { newLease } from './leaseOf.js';
import type { QueueRunner } from './queueRunner.js';
import type { QueueStore } from './queueStore.js';
import { settleOrphans } from './settleOrphans.js';

export interface QueueWorkerOptions {
  readonly store: QueueStore;
  readonly runner: QueueRunner;
  /** Asked anew each time. */
  readonly budget: () => CoreBudget;
  readonly onBegun?: (job: QueuedJob & { readonly runId: string }) => void;
  readonly onEvent?: (jobId: string, event: RunEvent) => void;
  readonly onEnded?: (jobId: string, outcome: JobOutcome) => void;
}

/** How often the queue is looked at for what other processes did to it: a file's time, no reading. */
const LOOK_MS = 300;
/** How often it is read in any case. */
const ORPHANS_MS = 2_000;
const BEAT_MS = 20_000;

/**
 * Works off a queue in this process, as many jobs at once as the budget and other processes leave. Any number of processes
 * may do so: each job is taken by one, under a lease, and by another when that one is gone.
 */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #held = new Map<string, HeldJob>();
  #ending: 'stop' | 'kill' | undefined;
  #isFinishing = false;
  #hasLeft = false;
  #seen: string | undefined;
  /** When the queue was last read, whatever its stamp says. */
  #lastLook = 0;
  #isAnyLeft = true;
  #lastBeat = performance.now();

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
  }

  /**
   * Resolves when nothing is left that this process could begin or holds: all jobs have ended, are paused, or are run by
   * others; with `mayWait` not before `end`. @throws QueueError when the queue cannot be read or written
   */
  async run({ mayWait = false }: { readonly mayWait?: boolean } = {}): Promise<void> {
    while (!this.#hasLeft) {
      await this.#turn();
      const isIdle = this.#held.size === 0;
      if (isIdle && (this.#ending !== undefined || this.#isFinishing || (!mayWait && !this.#isAnyLeft))) return;
      await sleep(LOOK_MS);
    }
  }

  /** Begins nothing more; what runs goes on, and `run` resolves after it. */
  finish(): void {
    this.#isFinishing = true;
  }

  /** Goes on after `finish`, if `run` has not resolved. */
  goOn(): void {
    this.#isFinishing = false;
  }

  /** Begins nothing more; what runs is stopped after its step, or killed, and waits for its next turn. */
  end(how: 'stop' | 'kill'): void {
    this.#ending = how;
    for (const held of this.#held.values()) held.cutOff(how);
  }

  /** Ends without ending anything: what runs goes on by itself, and its job is taken up by whoever works the queue off next. */
  leave(): void {
    this.#hasLeft = true;
    for (const held of this.#held.values()) held.letGo();
  }

  async #turn(): Promise<void> {
    const { store } = this.#options;
    const now = performance.now();
    if (now - this.#lastBeat > BEAT_MS) await this.#beat();
    const stamp = store.stamp();
    // A holder that dies leaves the file as it is.
    if (stamp === this.#seen && now - this.#lastLook < ORPHANS_MS) return;
    this.#seen = stamp;
    this.#lastLook = now;
    await settleOrphans(store, ({ job, folder }) => this.#keep(new HeldJob(job, folder), (held) => held.follow()));
    this.#heed();
    while (this.#ending === undefined && !this.#isFinishing && !this.#hasLeft && (await this.#takeOne()));
    const { isPaused, jobs } = store.read();
    // Others that run some may end, and leave them for this process.
    this.#isAnyLeft = jobs.some(({ state }) => (state === 'waiting' && !isPaused) || state === 'running');
  }

  /** Heeds what people asked of the jobs that are held here. */
  #heed(): void {
    for (const { id, lease, wanted } of this.#options.store.read().jobs) {
      const held = this.#held.get(id);
      if (held !== undefined && held.token === lease?.token) held.want(wanted);
    }
  }

  async #takeOne(): Promise<boolean> {
    const { store, runner, budget, onBegun, onEvent } = this.#options;
    const { atOnce, cores } = budget();
    if (atOnce < 1) return false;
    const options = { lease: newLease(), atOnce, now: Date.now() };
    const runIdFor = ({ modelName, seed }: QueuedJob) => createRunId({ modelName, seed, time: options.now });
    // Looked at without a claim first: mostly there is nothing.
    if (takeJob(store.read(), { ...options, runIdFor }) === undefined) return false;
    const job = await store.update((queue) => {
      const taken = takeJob(queue, { ...options, runIdFor });
      return { queue: taken?.queue ?? queue, result: taken?.job };
    });
    if (job === undefined) return false;
    onBegun?.(job);
    this.#keep(new HeldJob(job, path.join(store.root, job.runId)), (held) =>
      held.train(store.root, runner, cores, (event) => onEvent?.(job.id, event)),
    );
    return true;
  }

  #keep(held: HeldJob, work: (held: HeldJob) => Promise<JobOutcome>): void {
    this.#held.set(held.id, held);
    if (this.#ending !== undefined) held.cutOff(this.#ending);
    void work(held).then((outcome) => this.#giveBack(held, outcome));
  }

  /** Again and again while the disk refuses: as long as it is held here, nobody else does it over. */
  async #giveBack(held: HeldJob, outcome: JobOutcome): Promise<void> {
    while (!this.#hasLeft) {
      try {
        await this.#options.store.update((queue) => ({
          queue: endJob(queue, held, outcome, Date.now()),
          result: undefined,
        }));
        break;
      } catch {
        if (this.#ending !== undefined) break;
        await sleep(LOOK_MS * 10);
      }
    }
    if (this.#hasLeft) return;
    this.#held.delete(held.id);
    this.#options.onEnded?.(held.id, outcome);
  }

  async #beat(): Promise<void> {
    this.#lastBeat = performance.now();
    const tokens = new Set([...this.#held.values()].map(({ token }) => token));
    if (tokens.size === 0) return;
    const now = Date.now();
    await this.#options.store.update((queue) => ({ queue: beatLeases(queue, tokens, now), result: undefined }));
  }
}
