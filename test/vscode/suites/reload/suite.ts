import { loadavg } from 'node:os';
import type { SuiteDefinition } from '../../suiteDefinition.js';

/** How long a training that is to end with its window waits for another one: that takes its time on a busy machine. */
const graceMs = Math.round(Math.min(60, 20 + 3 * (loadavg()[0] ?? 0))) * 1000;

/** A window that is reloaded, and an extension host that crashes, while a training goes on and another one waits. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 9000 },
  environment: { BAKEOFF_WATCH_GRACE_MS: String(graceMs) },
  transitions: ['reload', 'crash'],
};
