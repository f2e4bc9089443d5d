import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
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
});
