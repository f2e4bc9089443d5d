import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Shows all results again. */
export const clearFilterCommand: Command = {
  id: commandIds.clearFilter,
  run: (host) => host.resultsView.setFilter(''),
};
