import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Opens the results panel with what is compared, else with the latest run. */
export const openResultsCommand: Command = {
  id: commandIds.openResults,
  run: (host) => host.panel.show(),
};
