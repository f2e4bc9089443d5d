import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Successive halving, whose window is reloaded on the first rung. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 8 },
  transitions: ['reload'],
};
