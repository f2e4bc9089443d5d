import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { runFiles } from '../../../../src/runs/runFolder.js';
import { person } from '../../support/person.js';
import { smallModel, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { closeAll, replace } from '../definitions/openDefinition.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('a definition that is not saved', () => {
  beforeEach(() => vscode.commands.executeCommand('notifications.clearAll'));
  afterEach(closeAll);

  it('is trained as it stands in the editor', async () => {
    const text = smallModel('saved');
    const editor = await vscode.window.showTextDocument(writeInWorkspace('typed.model.jsonc', text));
    await replace(editor, 'saved', 'typed');
    await vscode.commands.executeCommand('modelBakeoff.trainDefinition');
    const run = await waitForRun(
      root(),
      'the run',
      ({ modelName, status }) => modelName === 'typed' && status === 'completed',
    );
    assert.equal(readFileSync(inWorkspace('typed.model.jsonc'), 'utf8'), text);
    assert.equal(readFileSync(join(run.folder, runFiles.definition), 'utf8'), editor.document.getText());
  });

  it('needs no file', async () => {
    const options = { content: smallModel('untitled'), language: 'bakeoff-model' };
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(options));
    await vscode.commands.executeCommand('modelBakeoff.trainDefinition');
    await waitForRun(root(), 'the run', ({ modelName, status }) => modelName === 'untitled' && status === 'completed');
  });

  it('with errors is not trained; they are told, and shown', async function () {
    if (!hasUi) this.skip();
    const editor = await vscode.window.showTextDocument(writeInWorkspace('broken.model.jsonc', smallModel('broken')));
    await replace(editor, '"units": 10', '"units": 9');
    await replace(editor, '"flatten"', '"flaten"');
    const before = (await storedRuns(root())).length;
    await vscode.commands.executeCommand('modelBakeoff.trainDefinition');
    assert.match(await person.notification('Nothing was trained'), /broken\.model\.jsonc.*flaten/);
    await person.notificationButton('Show Problems');
    await ui('wait', { selector: '.markers-panel .monaco-list-row:has-text("flaten")' });
    await ui('screenshot', { name: 'problems-of-broken' });
    await vscode.commands.executeCommand('workbench.action.closePanel');
    assert.equal((await storedRuns(root())).length, before);
  });
});

describe('several definitions', () => {
  it('that are selected in the explorer are all trained, and nothing else that is selected', async () => {
    const names = ['left', 'right'];
    const uris = names.map((name) => writeInWorkspace(`${name}.model.jsonc`, smallModel(name)));
    const note = writeInWorkspace('note.txt', 'no definition');
    await vscode.commands.executeCommand('modelBakeoff.trainDefinition', uris[1], [note, ...uris]);
    for (const name of names)
      await waitForRun(root(), name, ({ modelName, status }) => modelName === name && status === 'completed');
  });
});
