import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { smallModel, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { closeAll } from '../definitions/openDefinition.js';

const inGutter = (icon: string) => `.monaco-editor .testing-run-glyph.codicon-testing-${icon}-icon`;
const count = (selector: string) => ui('count', { selector });

describe('what a comparison expects', () => {
  before(function () {
    if (!hasUi) this.skip();
  });
  afterEach(closeAll);

  it('is tested from the gutter and the Test Explorer, at its line', async function () {
    this.timeout(150_000);
    writeInWorkspace('tested.model.jsonc', smallModel('tested'));
    const expected = { accuracy: '>=0.20', parameters: '<=100' };
    const text = JSON.stringify({ name: 'under test', models: ['tested.model.jsonc'], expect: expected }, undefined, 2);
    const uri = writeInWorkspace('tested.bakeoff.jsonc', text);
    const editor = await vscode.window.showTextDocument(uri);
    await waitFor('tests in the gutter', async () => (await count('.monaco-editor .testing-run-glyph')) >= 2);

    // Nothing is trained: a test that tested nothing is an error.
    await vscode.commands.executeCommand('testing.runCurrentFile');
    await waitFor('errors in the gutter', async () => (await count(inGutter('error'))) >= 2);

    await vscode.commands.executeCommand('modelBakeoff.trainAll', uri);
    await waitFor(
      'the run',
      async () =>
        (await storedRuns(inWorkspace('.bakeoff', 'runs'))).some(
          ({ modelName, status }) => modelName === 'tested' && status === 'completed',
        ),
      { timeoutMs: 100_000, everyMs: 200 },
    );
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('testing.runCurrentFile');
    await waitFor('one that is met', async () => (await count(inGutter('passed'))) >= 1);
    await waitFor('one that is not met', async () => (await count(inGutter('failed'))) >= 1);
    await ui('screenshot', { name: 'expectations' });

    const offset = text.indexOf('"accuracy"') + 2;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      editor.document.positionAt(offset),
    );
    const shown = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (typeof part === 'string' ? part : part.value));
    assert.match(shown.join('\n'), /✓ `tested`: \d+\.\d\d %/);
  });
});
