import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { setGroupBy } from '../views/groupBySetting.js';

/** Groups the results tree by definition. */
export const groupByDefinitionCommand: Command = {
  id: commandIds.groupByDefinition,
  run: () => setGroupBy('definition'),
};
