import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { person } from '../../support/person.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('what a person does', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('runs a command from the palette', async () => {
    await person.command('View: Toggle Panel Visibility');
    await ui('wait', { selector: '.part.panel' });
    await person.command('View: Toggle Panel Visibility');
    await ui('wait', { selector: '.part.panel', state: 'hidden' });
  });

  it('chooses and answers', async () => {
    const items = [{ label: 'ann', description: 'small' }, { label: 'cnn' }];
    const picked = vscode.window.showQuickPick(items, { title: 'Which?' });
    assert.deepEqual(await person.rows(), ['ann, small', 'cnn']);
    await person.pick('cnn');
    assert.equal((await picked)?.label, 'cnn');
    const given = vscode.window.showInputBox({ prompt: 'Name' });
    await person.answer('a "new" name');
    assert.equal(await given, 'a "new" name');
  });

  it('reads a notification and presses its button', async () => {
    const chosen = vscode.window.showInformationMessage('Shall it "go on"?', 'Go on', 'Stop');
    assert.equal(await person.notification('"go on"'), 'Shall it "go on"?');
    await person.notificationButton('Stop');
    assert.equal(await chosen, 'Stop');
  });

  it('looks at a tree in the side bar, and at the status bar', async () => {
    const item = vscode.window.createStatusBarItem('harness', vscode.StatusBarAlignment.Left);
    item.text = 'Harness: 7';
    item.show();
    await waitFor('the status bar', async () => (await person.statusBar()).includes('Harness: 7'));
    item.dispose();
    await person.sidebar('Model Bake-off');
    await person.sidebar('Model Bake-off');
    const row = (text: string) => async () => (await person.treeRows()).some((label) => label.includes(text));
    await waitFor('the models', row('Shipped'));
    await ui('click', { selector: person.treeRow('Shipped') });
    await waitFor('a model', row('cnn'));
    await ui('hover', { selector: person.treeRow('cnn') });
    await person.sidebar('Explorer');
  });

  it('answers a dialog, in a window that runs no tests', async () => {
    const window = await ui('openWindow', {});
    await person.sidebar('Explorer', window);
    const file = '.explorer-folders-view [aria-label^="prepared.txt"]';
    await ui('click', { window, selector: file, timeoutMs: 30_000 });
    await ui('press', { window, keys: 'Delete' });
    await ui('wait', { window, selector: '.monaco-dialog-box:has-text("prepared.txt")' });
    await ui('screenshot', { window, name: 'dialog' });
    await person.dialogButton('Cancel', window);
    await ui('wait', { window, selector: '.monaco-dialog-box', state: 'detached' });
    await ui('closeWindow', { window });
    assert.deepEqual(await ui('windows', {}), [0]);
    await assert.rejects(ui('press', { window, keys: 'F1' }), new RegExp(`no window ${window}`));
  });
});
