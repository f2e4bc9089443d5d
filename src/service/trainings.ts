import path from 'node:path';
import type { RunFailed } from '../core/run/events.js';
import type { AfterWindow } from '../protocol/service.js';
import { readRun } from '../runs/readRun.js';
import { createRunFolder } from '../runs/runFolder.js';
import { stopRun } from '../runs/stopRun.js';
import type { AfterParent } from '../runs/trainerMessages.js';
import { TrainerProcess } from '../runs/trainerProcess.js';
import { writeVerification } from '../runs/verificationFile.js';
import { verifyRun } from '../runs/verifyRun.js';
import type { HeldRuns } from './heldRuns.js';
import type { RunRoots } from './runRoots.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';
import { trainerArguments, trainerEnvironment, watchGrace } from './trainerEnvironment.js';

export interface TrainingsOptions {
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
  readonly roots: RunRoots;
  readonly held: HeldRuns;
  readonly notify: Notify;
}

/** Starts, resumes, stops and verifies trainings. What they tell is read from their folders, by whoever follows them. */
export class Trainings {
  readonly #options: TrainingsOptions;
  /** Those that this service started, by absolute folder. */
  readonly #own = new Map<string, TrainerProcess>();

  readonly handlers: Pick<ServiceHandlers, 'startRun' | 'resumeRun' | 'stopRun' | 'verifyRun'> = {
    startRun: async ({ root, request, modelName, cores, afterWindow }) => {
      const { runId, folder } = await createRunFolder(root, { modelName, seed: request.seed, time: Date.now() });
      this.#keep(
        folder,
        afterWindow,
        TrainerProcess.start({ ...this.#launch(cores), ...outliving(afterWindow), request, runFolder: folder }),
      );
      await this.#options.roots.refresh([folder]);
      return { runId, folder };
    },

    resumeRun: async ({ folder, cores, afterWindow }) => {
      const runFolder = path.resolve(folder);
      this.#keep(
        runFolder,
        afterWindow,
        await TrainerProcess.resume({ ...this.#launch(cores), ...outliving(afterWindow), runFolder }),
      );
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
        ...this.#launch(cores),
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

  #launch(cores: number) {
    return { entry: this.#options.trainerEntry, env: trainerEnvironment(cores), execArgv: trainerArguments() };
  }

  #keep(folder: string, afterWindow: AfterWindow, trainer: TrainerProcess): void {
    if (afterWindow === 'stop') this.#options.held.hold(folder);
    const runId = path.basename(folder);
    this.#own.set(folder, trainer);
    this.#log('info', `Training ${runId} in process ${trainer.pid ?? '(not started)'}`);
    void this.#watch(folder, trainer);
  }

  async #watch(folder: string, trainer: TrainerProcess): Promise<void> {
    // Taken and dropped, as they would pile up: everyone reads them from the folder.
    for await (const event of trainer.events) if (event.type === 'runFailed') this.#tellFailure(folder, event);
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

  #log(level: 'info' | 'warn' | 'error', message: string): void {
    this.#options.notify('logged', { level, message });
  }
}

/** A window that is only reloaded, or another one on the same folder, keeps a run going. */
function outliving(afterWindow: AfterWindow): { readonly afterParent: AfterParent; readonly watchGraceMs?: number } {
  return afterWindow === 'continue'
    ? { afterParent: 'continue' }
    : { afterParent: 'stopUnlessWatched', ...watchGrace() };
}
