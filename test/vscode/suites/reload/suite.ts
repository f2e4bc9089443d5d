import type { SuiteDefinition } from '../../suiteDefinition.js';

/** A window that is reloaded, and an extension host that crashes, while a training goes on and another one waits. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 1000 },
  transitions: ['reload', 'crash'],
  timeoutSeconds: 240,
};
