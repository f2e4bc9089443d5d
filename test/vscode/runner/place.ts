import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killProcessTree } from '../../../src/runs/killProcessTree.js';
import { isProcessAlive, parseProcessIdentity } from '../../../src/runs/processIdentity.js';
import type { SuiteDefinition, SuitePlace } from '../suiteDefinition.js';
import { writeProgress } from '../suiteProgress.js';

/** Settings that keep VS Code to itself, and dialogs for files in the window, where a test can reach them. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.dialogStyle': 'custom',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Makes the folders of a run of a suite, with what its definition prepares in them. */
export async function makePlace(project: string, name: string, definition: SuiteDefinition): Promise<SuitePlace> {
  const root = mkdtempSync(join(tmpdir(), `bakeoff-${name}-`));
  const place: SuitePlace = {
    root,
    workspace: join(root, 'workspace'),
    userData: join(root, 'user-data'),
    extensions: join(root, 'extensions'),
    project,
  };
  for (const folder of [place.workspace, place.extensions, join(place.userData, 'User')])
    mkdirSync(folder, { recursive: true });
  const settings = { ...QUIET, ...definition.settings };
  writeFileSync(join(place.userData, 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  if (typeof definition.open === 'object') {
    for (const folder of definition.open) mkdirSync(join(place.workspace, folder));
    const folders = definition.open.map((path) => ({ path }));
    writeFileSync(join(place.workspace, 'suite.code-workspace'), JSON.stringify({ folders }));
  }
  await definition.prepare?.(place);
  const transitions = definition.transitions ?? [];
  writeProgress(root, { suite: name, transitions, phase: 1, results: [], remembered: {} });
  return place;
}

/** What VS Code is told to open, if anything. */
export function openArgument(place: SuitePlace, { open = 'folder' }: SuiteDefinition): string[] {
  if (open === 'nothing') return [];
  return [open === 'folder' ? place.workspace : join(place.workspace, 'suite.code-workspace')];
}

/** Ends trainings that a suite has left running on purpose, and removes its folders. */
export function removePlace(place: SuitePlace): void {
  for (const file of readdirSync(place.root, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('trainer.pid')) continue;
    const trainer = parseProcessIdentity(readFileSync(join(place.root, file), 'utf8'));
    if (trainer !== undefined && isProcessAlive(trainer)) killProcessTree(trainer.pid, 'SIGKILL');
  }
  rmSync(place.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
