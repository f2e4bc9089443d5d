import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const TREE = '.test-explorer-tree .monaco-list-row';
const row = (text: string) => `${TREE}:has-text(${JSON.stringify(text)})`;
const count = (selector: string) => ui('count', { selector });

describe('a comparison that expects something, in a folder that has just been opened', () => {
  it('begins the extension, whose tests are in the Test Explorer before a file is opened', async function () {
    this.timeout(60_000);
    await waitFor('the extension', async () => extensionUnderTest().isActive, { timeoutMs: 30_000 });
    assert.equal(vscode.window.visibleTextEditors.length, 0);
    if (!hasUi) return;
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await waitFor('the comparison', async () => (await count(row('checked out'))) === 1, { timeoutMs: 30_000 });
  });

  it('is trained and tested by the profile for it', async function () {
    this.timeout(180_000);
    if (!hasUi) this.skip();
    // Beside the button that runs all: the profiles.
    await ui('click', { selector: '.sidebar .monaco-dropdown-with-primary .dropdown-action-container .action-label' });
    const profile = '.monaco-menu .action-item:has-text("Train what is missing, then test")';
    await waitFor('the profiles', async () => (await count(profile)) === 1);
    // A menu that has only just come takes no click, so that the one that opened it chooses nothing.
    const chosen = async () => {
      await ui('click', { selector: profile, timeoutMs: 1500 }).catch(() => undefined);
      return (await count(profile)) === 0;
    };
    await waitFor('the profile to be taken', chosen, { everyMs: 500 });
    const passed = `${TREE} .codicon-testing-passed-icon, ${TREE} .codicon-testing-failed-icon`;
    await waitFor('what came of it', async () => (await count(passed)) >= 1, { timeoutMs: 150_000, everyMs: 300 });
    const runs = await storedRuns(inWorkspace('.bakeoff', 'runs'));
    assert.deepEqual(runs.map(({ modelName, status }) => `${modelName} ${status}`).sort(), [
      'deeper completed',
      'plain completed',
    ]);
    // Both are good enough; the deeper one has too many parameters.
    assert.ok((await count(`${row('checked out')} .codicon-testing-failed-icon`)) >= 1);
    await ui('screenshot', { name: 'trained by its tests' });
  });
});
