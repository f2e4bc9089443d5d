import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { inWorkspace, remember } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';

describe('the harness', () => {
  it('opens the folder that the runner has prepared', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.equal(folder?.uri.fsPath, inWorkspace());
    const text = await vscode.workspace.fs.readFile(vscode.Uri.file(inWorkspace('prepared.txt')));
    assert.equal(new TextDecoder().decode(text), 'by the runner\n');
  });

  it('clicks, types and reads in a webview', async function () {
    if (!hasUi) this.skip();
    const options = { enableScripts: true };
    const panel = vscode.window.createWebviewPanel('harness', 'Harness', vscode.ViewColumn.One, options);
    panel.webview.html = `<!DOCTYPE html><title>Harness page</title>
      <input><button onclick="greeting.textContent = 'Hello, ' + document.querySelector('input').value">Greet</button>
      <p id="greeting"></p>`;
    const webview = 'Harness page';
    await ui('fill', { webview, selector: 'input', text: 'Ada' });
    await ui('click', { webview, selector: 'role=button[name="Greet"]' });
    assert.equal(await ui('text', { webview, selector: '#greeting' }), 'Hello, Ada');
    const expression = '(element, suffix) => element.id + suffix';
    assert.equal(await ui('evaluate', { webview, selector: '#greeting', expression, argument: '!' }), 'greeting!');
    assert.ok(statSync(await ui('screenshot', { name: 'webview' })).size > 5_000);
    panel.dispose();
    await ui('wait', { webview, selector: '#greeting', state: 'detached' });
    assert.equal(await ui('count', { webview: true, selector: 'input' }), 0);
  });

  it('says which element it did not find', async function () {
    if (!hasUi) this.skip();
    await assert.rejects(ui('click', { selector: '.no-such-thing', timeoutMs: 100 }), /no-such-thing/);
    await assert.rejects(ui('text', { webview: true, selector: 'p', timeoutMs: 100 }), /No webview .*none is visible/);
  });

  it('leaves an editor open for the next phase', async () => {
    await vscode.window.showTextDocument(vscode.Uri.file(inWorkspace('prepared.txt')), { preview: false });
    remember('process', process.pid);
  });
});
