import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { setGroupBy } from '../views/groupBySetting.js';

/** Groups the results tree by date. */
export const groupByDateCommand: Command = {
  id: commandIds.groupByDate,
  run: () => setGroupBy('date'),
};
