import type { SuiteDefinition } from '../../suiteDefinition.js';

/** The first ten minutes of a new user, from an empty folder on, in pictures: those of the README and the walkthrough. */
export const suite: SuiteDefinition = {
  settings: {
    'modelBakeoff.training.epochs': 6,
    'files.autoSave': 'off',
    'editor.minimap.enabled': false,
    'workbench.editor.enablePreview': false,
  },
  windowSize: '1280x800@2',
};
