import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { runsToPicture } from './runsToPicture.js';

/** Every view of the results panel in pictures, those of the README, of real runs that are stored somewhere. */
export const suite: SuiteDefinition = {
  settings: {
    'files.autoSave': 'off',
    'workbench.editor.enablePreview': false,
    'workbench.statusBar.visible': false,
    'window.commandCenter': false,
  },
  windowSize: '1280x800',
  timeoutSeconds: 240,
  prepare({ project, workspace }) {
    const root = runsToPicture();
    if (root === undefined) return;
    for (const runId of readdirSync(root))
      cpSync(join(root, runId), join(workspace, '.bakeoff', 'runs', runId), { recursive: true });
    for (const file of readdirSync(join(project, 'data')))
      if (file.endsWith('.model.jsonc')) cpSync(join(project, 'data', file), join(workspace, file));
  },
};
