import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent, RunFailed } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { AsyncQueue } from '../runs/asyncQueue.js';
import { writeRequest } from '../runs/requestFile.js';
import { findResumePoint } from '../runs/resumePoint.js';
import { readStopRequest, removeStopRequest } from '../runs/stopRequest.js';
import type { TrainerExit } from '../runs/trainerChild.js';
import { beginJob } from './beginJob.js';
import { followJob, followPatience } from './followJob.js';
import type { JobEnd } from './jobEnd.js';
import { RayError } from './rayError.js';
import { type RayRun, readRayRunFile, removeRayRunFile, writeRayRunFile } from './rayRunFile.js';
import type { RayTrainingOptions } from './rayTrainingOptions.js';
import { claimedFromAfar, releaseQuietly } from './remoteClaim.js';
import { RunReceiver } from './runReceiver.js';
import { RunRecord } from './runRecord.js';
import { PENDING_REQUESTS, stopJob } from './stopJob.js';

const ATTEMPTS = 5;
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const LOOK_MS = 400;
/** Any exit code of a trainer that is not here. */
const EXIT: TrainerExit = { code: 0, signal: null, wasKilled: false };

/**
 * A training on a Ray cluster, as `TrainerProcess` is one in a child process: the same events, the same run folder. A job that
 * its worker, its node or the cluster loses is begun again from the last checkpoint that came. This process may die at any
 * time: the job goes on, and `resume` attaches to it again.
 */
export class RayTraining {
  /** Each event once, in order, as the run folder holds them. For one loop. */
  readonly events: AsyncIterable<RunEvent>;
  /** Resolves once, after the last event. Never rejects. */
  readonly exited: Promise<TrainerExit>;
  readonly #options: RayTrainingOptions;
  readonly #request: RunRequest;
  readonly #record: RunRecord;
  readonly #queue = new AsyncQueue<RunEvent>();
  /** Aborted when nobody follows any more; the job goes on. */
  readonly #leaving = new AbortController();
  /** Aborted when the run has ended. */
  readonly #over = new AbortController();
  readonly #begun = Date.now();
  #run: RayRun | undefined;
  #stopReason: string | undefined;
  #isKilled = false;
  /** How often its job was asked to end. */
  #asked = 0;
  #failures = 0;

  private constructor(options: RayTrainingOptions, request: RunRequest, record: RunRecord, run: RayRun | undefined) {
    this.#options = options;
    this.#request = request;
    this.#record = record;
    this.#run = run;
    this.events = this.#queue;
    this.exited = this.#train();
  }

  /** Starts a training. @throws RunBusyError when the folder is in use; Error when it cannot be written. */
  static async start(options: RayTrainingOptions & { readonly request: RunRequest }): Promise<RayTraining> {
    const { request, runFolder } = options;
    return claimedFromAfar(runFolder, async () => {
      writeRequest(runFolder, request);
      return new RayTraining(options, request, await RunRecord.open(runFolder, request.definitionText), undefined);
    });
  }

  /**
   * Attaches to the job of a run whose client went away; of a run without one, begins a job that goes on from its last
   * checkpoint. @throws RunBusyError; ResumeError when there is nothing to resume; RayError when its job is on another cluster.
   */
  static async resume(options: RayTrainingOptions): Promise<RayTraining> {
    const { runFolder, cluster } = options;
    return claimedFromAfar(runFolder, async () => {
      const run = readRayRunFile(runFolder);
      if (run !== undefined && run.address !== cluster.client.address)
        throw new RayError(
          'bad-address',
          `The run is being trained on the cluster at ${run.address}, not on that at ${cluster.client.address}.`,
          'Give that address.',
        );
      const { request } = await findResumePoint(runFolder);
      return new RayTraining(options, request, await RunRecord.open(runFolder, request.definitionText), run);
    });
  }

  /** None here. */
  get pid(): undefined {
    return undefined;
  }

  /** Ends the training after its step, as far as Ray leaves it the time. */
  stop(reason: string): Promise<TrainerExit> {
    if (this.#stopReason === undefined) {
      this.#stopReason = reason;
      void this.#askToStop();
    }
    return this.exited;
  }

  /** Asks for the end of the job, and waits for it no longer. */
  kill(reason: string): Promise<TrainerExit> {
    this.#isKilled = true;
    void this.stop(reason);
    // The request goes out first, if it can.
    setTimeout(() => this.#leaving.abort('killed'), 2_000).unref();
    return this.exited;
  }

  /** Follows the job no longer, which goes on; whoever resumes the run attaches to it. */
  letGo(): void {
    this.#leaving.abort('let go');
  }

  async #train(): Promise<TrainerExit> {
    const timer = setInterval(() => this.#lookForStopRequest(), LOOK_MS);
    const { runFolder } = this.#options;
    try {
      await this.#follow();
    } catch (error) {
      if (this.#isKilled) this.#end(this.#stopped(`${this.#stopReason ?? ''} (the job was left to itself)`));
      else if (!this.#leaving.signal.aborted) this.#tell(error);
    } finally {
      clearInterval(timer);
      this.#over.abort();
      await this.#record
        .close()
        .catch((error: Error) => this.#note(`The run's record could not be written: ${error.message}`));
      removeStopRequest(runFolder);
      releaseQuietly(runFolder);
      this.#queue.end();
    }
    return EXIT;
  }

  /** Job after job until the run has an end. */
  async #follow(): Promise<void> {
    const { signal } = this.#leaving;
    for (;;) {
      this.#run ??= await this.#begin();
      const before = this.#progress();
      const end = await this.#followOne(this.#run);
      if (this.#isOver(end)) return;
      this.#failures = this.#progress() > before ? 1 : this.#failures + 1;
      const lost = end.kind === 'lost' ? end : undefined;
      const avoidNodes = [...this.#run.avoidNodes, ...(lost?.avoid && lost.nodeId !== undefined ? [lost.nodeId] : [])];
      this.#note(`${reasonOf(end)} The run goes on from its last checkpoint, as another job.`);
      const { retryMs = RETRY_MS } = this.#options.patience ?? {};
      if (end.kind !== 'noNode')
        await sleep(Math.min(retryMs * 2 ** (this.#failures - 1), LONGEST_RETRY_MS), undefined, { signal });
      if (this.#stopReason !== undefined) {
        this.#end(this.#stopped(this.#stopReason));
        return;
      }
      this.#run = await this.#begin(this.#run, avoidNodes);
    }
  }

  /** True when the run has come to its end, which is recorded then. */
  #isOver(end: JobEnd): boolean {
    const { cluster, patience } = this.#options;
    if (end.kind === 'final') {
      const stopped = end.event.type === 'runStopped' && this.#stopReason !== undefined;
      this.#end(stopped ? ({ ...end.event, reason: this.#stopReason ?? '' } as RunEvent) : end.event);
      return true;
    }
    if (this.#stopReason !== undefined || end.kind === 'stopped') {
      const waits =
        end.kind === 'stopped' && end.isPending ? ' (its job still waits; the cluster ends it in its turn)' : '';
      this.#end(this.#stopped(`${this.#stopReason ?? 'Stopped on the cluster.'}${waits}`));
      return true;
    }
    if (end.kind === 'notStarted') {
      this.#end(this.#failed('ray-not-started', `The cluster did not begin the job: ${end.reason}`));
      return true;
    }
    if (end.kind === 'noNode' && !cluster.bringNode()) {
      this.#end(
        this.#failed(
          'ray-no-node',
          'The workers have no Node.js, and it could not be brought along as a Python package.',
        ),
      );
      return true;
    }
    // A head that was started anew has lost them too.
    cluster.forgetPackages();
    if (this.#failures + 1 < (patience?.attempts ?? ATTEMPTS)) return false;
    this.#end(this.#failed('ray-job-lost', `${reasonOf(end)} ${this.#failures + 1} jobs in a row came no further.`));
    return true;
  }

  #begin(last?: RayRun, avoidNodes: readonly string[] = []): Promise<RayRun> {
    const job = { request: this.#request, record: this.#record, last, avoidNodes };
    return beginJob(this.#options, job, this.#leaving.signal);
  }

  async #followOne(run: RayRun): Promise<JobEnd> {
    const { cluster, runFolder, patience } = this.#options;
    const received = { events: this.#record.count - run.eventsBefore, lastSequence: run.lastSequence };
    const receiver = new RunReceiver(runFolder, received, {
      event: (event) => this.#append(event),
      fileKept: (lastSequence) => {
        this.#run = { ...run, lastSequence };
        writeRayRunFile(runFolder, this.#run);
      },
      words: (text) => this.#record.log(text),
      hello: (version, node) => this.#record.log(`Worker: Model Bake-off ${version}, Node ${node}`),
    });
    try {
      return await followJob({
        client: cluster.client,
        submissionId: run.submissionId,
        receiver,
        signal: this.#leaving.signal,
        patience: { ...followPatience, ...patience },
        note: (text) => this.#note(text),
        isGivenUp: () => this.#asked >= PENDING_REQUESTS,
      });
    } finally {
      receiver.close();
    }
  }

  #append(event: RunEvent): void {
    this.#record.append(event);
    this.#queue.push(event);
  }

  /** The run's own end. */
  #end(event: RunEvent): void {
    this.#append(event);
    removeRayRunFile(this.#options.runFolder);
  }

  /** Why nobody follows the run any more: told, and not recorded where its job may still go on. */
  #tell(error: unknown): void {
    const message = error instanceof RayError ? error.sentence : (error as Error).message;
    const code = error instanceof RayError ? `ray-${error.code}` : 'not-writable';
    this.#record.log(message);
    if (readRayRunFile(this.#options.runFolder) === undefined) this.#end(this.#failed(code, message));
    else
      this.#queue.push(this.#failed(code, `${message} Its job may go on there: resume the run to attach to it again.`));
  }

  #failed(code: string, message: string): RunFailed {
    return { type: 'runFailed', ...this.#times(), code, message };
  }

  #stopped(reason: string): RunEvent {
    return { type: 'runStopped', ...this.#times(), reason };
  }

  #times() {
    const time = Date.now();
    return { time, durationMs: Math.max(0, time - this.#begun) };
  }

  /** Grows when a job brings the run further. */
  #progress(): number {
    return (this.#record.state.started === undefined ? 0 : 1) + this.#record.state.epochs.length;
  }

  #note(text: string): void {
    this.#record.log(text);
    this.#options.onNote?.(text);
  }

  #lookForStopRequest(): void {
    const request = readStopRequest(this.#options.runFolder);
    if (request?.trainer.pid === process.pid) void this.stop(request.reason);
  }

  async #askToStop(): Promise<void> {
    const { cluster, patience } = this.#options;
    const hasEnded = await stopJob({
      client: cluster.client,
      submissionId: () => this.#run?.submissionId,
      signal: AbortSignal.any([this.#leaving.signal, this.#over.signal]),
      note: (text) => this.#note(text),
      onAsked: (times) => {
        this.#asked = times;
      },
      retryMs: patience?.stopMs,
    });
    if (hasEnded) return;
    this.#isKilled = true;
    this.#leaving.abort('not stopped');
  }
}

function reasonOf(end: JobEnd): string {
  if (end.kind === 'noNode') return 'The worker has no Node.js that is new enough: it is brought along.';
  return 'reason' in end ? `The job was lost: ${end.reason}` : 'The job was lost.';
}
