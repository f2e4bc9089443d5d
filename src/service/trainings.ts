import path from 'node:path';
import type { RunFailed } from '../core/run/events.js';
import type { AfterWindow } from '../protocol/runners.js';
import { findJobs } from '../ray/leftJobs.js';
import { RayError } from '../ray/rayError.js';
import { readRayRunFile } from '../ray/rayRunFile.js';
import { pauseReason } from '../runner/pauseReason.js';
import type { RunningTraining } from '../runner/runner.js';
import { readRun } from '../runs/readRun.js';
import { RunBusyError } from '../runs/runClaim.js';
import { createRunFolder } from '../runs/runFolder.js';
import { stopRun } from '../runs/stopRun.js';
import { writeVerification } from '../runs/verificationFile.js';
import { verifyRun } from '../runs/verifyRun.js';
import { HeldJobs } from './heldJobs.js';
import type { HeldRuns } from './heldRuns.js';
import type { RunRoots } from './runRoots.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';
import { trainerArguments, trainerEnvironment } from './trainerEnvironment.js';
import type { TrainingPlace } from './trainingPlace.js';
import { windowRunner } from './windowRunner.js';

export interface TrainingsOptions {
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
  readonly roots: RunRoots;
  readonly held: HeldRuns;
  readonly notify: Notify;
  readonly place: TrainingPlace;
  /** Of a dataset's images, by the id in a request: workers must find the same. */
  readonly checksumOf: (dataset: string) => Promise<string>;
}

/** Starts, resumes, stops and verifies trainings. What they tell is read from their folders, by whoever follows them. */
export class Trainings {
  readonly #options: TrainingsOptions;
  /** Those that this service started, by absolute folder. */
  readonly #own = new Map<string, RunningTraining>();
  /** That other windows follow. */
  readonly #heldJobs = new HeldJobs((folder) => this.#attachTo(folder));

  readonly handlers: Pick<ServiceHandlers, 'startRun' | 'resumeRun' | 'stopRun' | 'verifyRun'> = {
    startRun: async ({ root, request, modelName, cores, afterWindow, pauseAfter }) => {
      // Before the folder: a cluster that refuses leaves none.
      const cluster = await this.#options.place.forNew();
      const images = cluster && { imagesChecksum: await this.#options.checksumOf(request.dataset) };
      const { runId, folder } = await createRunFolder(root, { modelName, seed: request.seed, time: Date.now() });
      const runner = cluster ?? windowRunner(this.#options.trainerEntry, afterWindow);
      this.#keep(folder, await runner.start({ request, runFolder: folder, cores, ...images }), afterWindow, pauseAfter);
      await this.#options.roots.refresh([folder]);
      return { runId, folder };
    },

    resumeRun: async ({ folder, cores, afterWindow, pauseAfter }) => {
      const runFolder = path.resolve(folder);
      const cluster = await this.#options.place.forResumed(runFolder);
      const runner = cluster ?? windowRunner(this.#options.trainerEntry, afterWindow);
      this.#keep(runFolder, await runner.resume({ runFolder, cores }), afterWindow, pauseAfter);
      await this.#options.roots.refresh([runFolder]);
      return null;
    },

    stopRun: async ({ folder, reason }) => {
      const runFolder = path.resolve(folder);
      await (this.#own.get(runFolder)?.stop(reason) ?? stopRun(runFolder, { reason }));
      await this.#options.roots.refresh([runFolder]);
      return null;
    },

    verifyRun: async ({ folder, epochs, cores }, { signal, report }) => {
      const verification = await verifyRun({
        entry: this.#options.trainerEntry,
        env: trainerEnvironment(cores),
        execArgv: trainerArguments(),
        run: await readRun(folder),
        signal,
        ...(epochs === undefined ? {} : { epochs }),
        onEvent: report,
      });
      await writeVerification(folder, verification).catch((error: Error) =>
        this.#log('warn', `The verdict on ${path.basename(folder)} could not be kept: ${error.message}`),
      );
      return verification;
    },
  };

  constructor(options: TrainingsOptions) {
    this.#options = options;
  }

  /** How many it started that run now. */
  get running(): number {
    return this.#own.size;
  }

  /** Attaches to the jobs of runs that a window left, or that were followed with another token, where their cluster is known. */
  async attach(root: string): Promise<void> {
    for (const { folder, isFollowed } of await findJobs(root)) {
      if (this.#own.has(folder)) continue;
      if (isFollowed) this.#heldJobs.add(folder);
      else await this.#attachTo(folder);
    }
  }

  /** Leaves the trainings to themselves: those on a cluster can be attached to by another window at once. */
  dispose(): void {
    this.#heldJobs.dispose();
    for (const training of this.#own.values()) if (training.pid === undefined) training.letGo();
  }

  /** Never rejects. */
  async #attachTo(folder: string): Promise<void> {
    const job = readRayRunFile(folder);
    if (job === undefined || this.#own.has(folder)) return;
    try {
      const cluster = await this.#options.place.forLeft(job.address);
      if (cluster === undefined) return;
      this.#keep(folder, await cluster.resume({ runFolder: folder }));
      await this.#options.roots.refresh([folder]);
    } catch (error) {
      // Another window was first.
      if (error instanceof RunBusyError) this.#heldJobs.add(folder);
      else if (error instanceof RayError) this.#tellRefusal(error);
      else this.#log('warn', `${path.basename(folder)} goes on on its cluster, unseen: ${(error as Error).message}`);
    }
  }

  /** `afterWindow` is for trainers on this machine: a job goes on whatever becomes of the window. */
  #keep(folder: string, trainer: RunningTraining, afterWindow: AfterWindow = 'continue', pauseAfter?: number): void {
    if (afterWindow === 'stop' && trainer.pid !== undefined) this.#options.held.hold(folder);
    const runId = path.basename(folder);
    this.#own.set(folder, trainer);
    this.#log('info', `Training ${runId} ${trainer.pid === undefined ? 'elsewhere' : `in process ${trainer.pid}`}`);
    void this.#watch(folder, trainer, pauseAfter);
  }

  async #watch(folder: string, trainer: RunningTraining, pauseAfter: number | undefined): Promise<void> {
    // Taken and dropped, as they would pile up: everyone reads them from the folder.
    for await (const event of trainer.events) {
      if (event.type === 'runFailed') this.#tellFailure(folder, event);
      const pause = pauseReason(event, pauseAfter);
      if (pause !== undefined) void trainer.stop(pause);
    }
    const { code, signal } = await trainer.exited;
    if (this.#own.get(folder) === trainer) this.#own.delete(folder);
    this.#log('info', `The trainer of ${path.basename(folder)} has ended (${signal ?? `exit code ${code}`})`);
    await this.#options.roots.refresh([folder]);
  }

  #tellFailure(folder: string, { message, log }: RunFailed): void {
    const runId = path.basename(folder);
    this.#log('error', `${runId}: ${message}${log === undefined ? '' : `\n${log}`}`);
    this.#options.notify('trainingFailed', { runId, message });
  }

  /** Jobs that nobody can follow look as if they had been interrupted: a person has to know why. */
  #tellRefusal({ code, message, advice }: RayError): void {
    this.#options.notify('clusterRefused', { message, code: `ray-${code}`, advice });
  }

  #log(level: 'info' | 'warn' | 'error', message: string): void {
    this.#options.notify('logged', { level, message });
  }
}
