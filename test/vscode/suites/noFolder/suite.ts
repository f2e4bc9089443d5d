import type { SuiteDefinition } from '../../suiteDefinition.js';

/** A window without a folder. */
export const suite: SuiteDefinition = {
  open: 'nothing',
  settings: { 'modelBakeoff.training.epochs': 1 },
};
