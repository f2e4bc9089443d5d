import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { setGroupBy } from '../views/groupBySetting.js';

/** Groups the results tree by dataset. */
export const groupByDatasetCommand: Command = {
  id: commandIds.groupByDataset,
  run: () => setGroupBy('dataset'),
};
