import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Training as a person does it, from an empty folder on: the portable engine on real images. */
export const suite: SuiteDefinition = {
  settings: {
    'modelBakeoff.training.epochs': 1,
    'files.autoSave': 'off',
  },
};
