import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { RUN_ID } from '../pageData/storedProbabilities.js';

const inspector = () => ui('text', { webview: true, selector: '.inspector' });

describe('images in Restricted Mode', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('are shown with what is stored of them, and no model is run', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await vscode.commands.executeCommand('modelBakeoff.openRun', RUN_ID);
    await ui('wait', { webview: true, selector: '#tab-errors', state: 'visible', timeoutMs: 30_000 });
    await ui('click', { webview: true, selector: '#tab-errors' });
    await ui('wait', { webview: true, selector: '.tile:not(.is-waiting)', state: 'visible', timeoutMs: 30_000 });
    await ui('click', { webview: true, selector: '.tile:not(.is-waiting) >> nth=0' });
    await waitFor('why the layers are not told', async () => /Restricted Mode.*\. Trust /.test(await inspector()));
    await waitFor('images like it', async () => /\d away/.test(await inspector()));
    assert.match(await inspector(), /its output is not a number/);
    assert.equal(existsSync(inWorkspace('.bakeoff', 'runs', RUN_ID, 'predictions.train.bin')), false);
    await ui('screenshot', { name: 'inspector' });
  });
});
