import type { SuiteDefinition } from '../../suiteDefinition.js';

/** From a training to the line of a definition: through the views of the panel as a person goes, and after a reload. */
export const suite: SuiteDefinition = {
  settings: { 'files.autoSave': 'off', 'workbench.editor.enablePreview': false },
  transitions: ['reload'],
  timeoutSeconds: 300,
};
