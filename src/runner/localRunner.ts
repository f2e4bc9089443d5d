import { TrainerProcess, type TrainingOptions } from '../runs/trainerProcess.js';
import type { Runner } from './runner.js';

/** What all trainings of a local runner have in common. */
export interface LocalRunnerOptions extends Omit<TrainingOptions, 'runFolder' | 'request' | 'env'> {
  /** What a trainer's environment has beside this process's. */
  readonly env?: (cores: number) => Readonly<Record<string, string | undefined>>;
}

const coresAlone = (cores: number) => (cores >= 1 ? { BAKEOFF_CORES: String(Math.floor(cores)) } : {});

/** Trains in child processes of this one. */
export function localRunner({ env = coresAlone, ...shared }: LocalRunnerOptions): Runner {
  return {
    id: 'local',
    start: async ({ request, runFolder, cores = 0 }) =>
      TrainerProcess.start({ ...shared, env: env(cores), request, runFolder }),
    resume: ({ runFolder, cores = 0 }) => TrainerProcess.resume({ ...shared, env: env(cores), runFolder }),
    close: async () => undefined,
  };
}
