import { type ResumeOptions, TrainerProcess } from '../runs/trainerProcess.js';
import type { QueueRunner } from './queueRunner.js';

/** What all trainings of a local runner have in common. */
export interface LocalRunnerOptions extends Omit<ResumeOptions, 'runFolder' | 'env'> {
  /** What a trainer's environment has beside this process's, for so many cores; 0: the engine's own choice. */
  readonly env?: (cores: number) => Readonly<Record<string, string | undefined>>;
}

const coresAlone = (cores: number) => (cores >= 1 ? { BAKEOFF_CORES: String(cores) } : {});

/** Trains jobs in child processes of this one. */
export function localQueueRunner({ env = coresAlone, ...shared }: LocalRunnerOptions): QueueRunner {
  return {
    start: async ({ request, runFolder, cores = 0 }) =>
      TrainerProcess.start({ ...shared, env: env(cores), request, runFolder }),
    resume: ({ runFolder, cores = 0 }) => TrainerProcess.resume({ ...shared, env: env(cores), runFolder }),
  };
}
