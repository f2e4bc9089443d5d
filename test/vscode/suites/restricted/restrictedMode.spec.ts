import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { person } from '../../support/person.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('Restricted Mode', () => {
  it('is one in which the extension starts', async () => {
    assert.equal(workspace.isTrusted, false);
    await extensionUnderTest().activate();
  });

  it('ends when the person trusts the folder', async function () {
    if (!hasUi) this.skip();
    await ui('screenshot', { name: 'restricted' });
    await person.command('Workspaces: Manage Workspace Trust');
    await ui('click', { selector: '.workspace-trust-editor .monaco-button:has-text("Trust")' });
    await waitFor('trust', () => workspace.isTrusted);
  });
});
