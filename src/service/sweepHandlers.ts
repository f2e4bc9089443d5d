import { standingOf } from '../core/sweep/halvingBracket.js';
import { readRun } from '../runs/readRun.js';
import type { ServiceHandlers } from './serviceHandlers.js';

/** Looks at the variants of sweeps. */
export const sweepHandlers: Pick<ServiceHandlers, 'readStandings'> = {
  readStandings: ({ epoch, variants }) =>
    Promise.all(
      variants.map(async (folders) => {
        const states = folders.map(async (folder) => (folder === null ? undefined : (await readRun(folder)).state));
        return standingOf(await Promise.all(states), epoch);
      }),
    ),
};
