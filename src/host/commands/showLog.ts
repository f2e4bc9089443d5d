import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Shows the extension's own log. */
export const showLogCommand: Command = {
  id: commandIds.showLog,
  run: (host) => host.log.show(),
};
