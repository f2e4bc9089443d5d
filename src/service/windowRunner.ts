import type { AfterWindow } from '../protocol/runners.js';
import { localRunner } from '../runner/localRunner.js';
import type { Runner } from '../runner/runner.js';
import { trainerArguments, trainerEnvironment, watchGrace } from './trainerEnvironment.js';

/** Trains on this machine, in processes that outlive a window that is only reloaded, or that another one has open, or any. */
export function windowRunner(trainerEntry: string, afterWindow: AfterWindow): Runner {
  const after =
    afterWindow === 'continue'
      ? ({ afterParent: 'continue' } as const)
      : ({ afterParent: 'stopUnlessWatched', ...watchGrace() } as const);
  return localRunner({ entry: trainerEntry, env: trainerEnvironment, execArgv: trainerArguments(), ...after });
}
