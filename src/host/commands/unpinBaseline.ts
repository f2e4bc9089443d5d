import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Compares with the first of the runs again. */
export const unpinBaselineCommand: Command = {
  id: commandIds.unpinBaseline,
  run: (host) => host.compareSet.setBaseline(undefined),
};
