import type { AfterWindow } from '../protocol/runners.js';
import type { AfterParent } from '../runs/trainerMessages.js';
import { watchGrace } from './trainerEnvironment.js';

/** How a trainer is started that outlives a window that is only reloaded, or that another one has open, or any. */
export function outliving(afterWindow: AfterWindow): {
  readonly afterParent: AfterParent;
  readonly watchGraceMs?: number;
} {
  return afterWindow === 'continue'
    ? { afterParent: 'continue' }
    : { afterParent: 'stopUnlessWatched', ...watchGrace() };
}
