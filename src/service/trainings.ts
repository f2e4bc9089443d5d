import path from 'node:path';
import { RemoteError } from '../protocol/remoteError.js';
import type { AfterWindow } from '../protocol/service.js';
import { readRun } from '../runs/readRun.js';
import { createRunFolder } from '../runs/runFolder.js';
import { TrainerProcess } from '../runs/trainerProcess.js';
import { writeVerification } from '../runs/verificationFile.js';
import { verifyRun } from '../runs/verifyRun.js';
import type { RunRoots } from './runRoots.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';
import { trainerEnvironment } from './trainerEnvironment.js';

export interface TrainingsOptions {
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
  readonly roots: RunRoots;
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
      this.#keep(folder, TrainerProcess.start({ ...this.#launch(cores, afterWindow), request, runFolder: folder }));
      await this.#options.roots.refresh([folder]);
      return { runId, folder };
    },

    resumeRun: async ({ folder, cores, afterWindow }) => {
      const runFolder = path.resolve(folder);
      this.#keep(runFolder, await TrainerProcess.resume({ ...this.#launch(cores, afterWindow), runFolder }));
      await this.#options.roots.refresh([runFolder]);
      return null;
    },

    stopRun: async ({ folder, reason }) => {
      const runFolder = path.resolve(folder);
      const own = this.#own.get(runFolder);
      if (own === undefined)
        throw new RemoteError('The run is being trained by another window or program.', 'not-own', 'Stop it there.');
      await own.stop(reason);
      await this.#options.roots.refresh([runFolder]);
      return null;
    },

    verifyRun: async ({ folder, epochs, cores }, { signal, report }) => {
      const verification = await verifyRun({
        ...this.#launch(cores, 'stop'),
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

  #launch(cores: number, afterWindow: AfterWindow) {
    return { entry: this.#options.trainerEntry, env: trainerEnvironment(cores), afterParent: afterWindow };
  }

  #keep(folder: string, trainer: TrainerProcess): void {
    const runId = path.basename(folder);
    this.#own.set(folder, trainer);
    this.#log('info', `Training ${runId} in process ${trainer.pid ?? '(not started)'}`);
    void this.#watch(folder, trainer);
  }

  async #watch(folder: string, trainer: TrainerProcess): Promise<void> {
    // Taken and dropped, as they would pile up: everyone reads them from the folder.
    for await (const event of trainer.events)
      if (event.type === 'runFailed')
        this.#log(
          'error',
          `${path.basename(folder)}: ${event.message}${event.log === undefined ? '' : `\n${event.log}`}`,
        );
    const { code, signal } = await trainer.exited;
    if (this.#own.get(folder) === trainer) this.#own.delete(folder);
    this.#log('info', `The trainer of ${path.basename(folder)} has ended (${signal ?? `exit code ${code}`})`);
    await this.#options.roots.refresh([folder]);
  }

  #log(level: 'info' | 'warn' | 'error', message: string): void {
    this.#options.notify('logged', { level, message });
  }
}
