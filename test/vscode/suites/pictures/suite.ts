import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
  timeoutSeconds: 360,
  prepare({ workspace }) {
    const root = runsToPicture();
    if (root === undefined) return;
    const runs = join(workspace, '.bakeoff', 'runs');
    // The index knows of other places.
    for (const name of readdirSync(root).filter((each) => each !== '.index.ndjson'))
      cpSync(join(root, name), join(runs, name), { recursive: true });
    for (const runId of readdirSync(runs).filter((name) => !name.startsWith('.')))
      restoreDefinition(join(runs, runId), workspace);
  },
};

/** As if the run had been trained of a definition in the workspace: what its layers know stands at their lines there. */
function restoreDefinition(folder: string, workspace: string): void {
  const file = join(folder, 'events.ndjson');
  const events = readFileSync(file, 'utf8').replace(/"definitionPath":("(?:[^"\\]|\\.)*")/g, (_, path: string) => {
    const moved = join(workspace, basename(String(JSON.parse(path))));
    cpSync(join(folder, 'definition.model.jsonc'), moved);
    return `"definitionPath":${JSON.stringify(moved)}`;
  });
  writeFileSync(file, events);
}
