import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openEditors } from '../../support/openEditors.js';
import { page } from '../../support/page.js';
import { person } from '../../support/person.js';
import { setEpochs, smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { ids } from './stored.js';

const { executeCommand } = vscode.commands;

const root = () => inWorkspace('.bakeoff', 'runs');

describe('the results panel', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
  });

  it('shows stored runs side by side', async () => {
    await executeCommand('modelBakeoff.compareSelected', ids.ann, [ids.ann, ids.cnn]);
    // Of these runs only the events are stored: there is a difference, and nobody to say how sure it is.
    await page.waitForText('.verdict', /^There is no verdict\. ann is not judged: .* cnn is not judged: /);
    await page.waitForText('.view.overview table', /Test accuracy[\s\S]*92\.00[\s\S]*\+3\.00 points/);
    assert.deepEqual(openEditors(), ['Results']);
    await ui('screenshot', { name: 'overview' });
  });

  it('draws their curves', async () => {
    await page.click('#tab-training');
    await page.wait('.view.training .chart-figure canvas');
    await waitFor('the curves', async () => (await page.drawnPixels()) > 3000);
    await ui('screenshot', { name: 'training' });
  });

  it('takes its colours from the theme, and others from another', async () => {
    const colour = () => page.evaluate('html', "(html) => html.style.getPropertyValue('--run-color-0')");
    const before = await colour();
    const settings = vscode.workspace.getConfiguration('workbench');
    const theme = settings.get('colorTheme');
    try {
      await settings.update('colorTheme', 'Default High Contrast Light', vscode.ConfigurationTarget.Global);
      await waitFor('other colours', async () => (await colour()) !== before);
      await ui('screenshot', { name: 'training-high-contrast-light' });
    } finally {
      await settings.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    }
    await waitFor('the first colours', async () => (await colour()) === before);
  });

  it('is built anew without taking the focus from the palette', async () => {
    await page.click('#tab-overview');
    const remove = `.run-bar [data-focus-key="remove ${ids.cnn}"]`;
    await page.evaluate(remove, '(button) => button.focus()');
    assert.equal(await page.evaluate(remove, '(button) => button === document.activeElement'), true);
    await page.evaluate(remove, "(button) => { button.dataset.built = 'before'; }");
    await ui('press', { keys: 'F1' });
    assert.ok((await person.rows()).length > 0);
    await executeCommand('modelBakeoff.pinBaseline', ids.cnn);
    await page.wait(`${remove}:not([data-built])`);
    assert.ok((await person.rows()).length > 0, 'the palette is still open');
    assert.equal(await page.evaluate(remove, '() => document.hasFocus()'), false);
    await ui('press', { keys: 'Escape' });
    await executeCommand('modelBakeoff.unpinBaseline');
    await page.click('#tab-training');
  });

  it('is the same after it was hidden', async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace('ann.model.jsonc'));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
    await waitFor('the page to be gone', async () => (await ui('count', { webview: true, selector: '.view' })) === 0);
    await executeCommand('modelBakeoff.openResults');
    await page.wait('.view.training canvas');
    await waitFor('the curves', async () => (await page.drawnPixels()) > 3000);
    assert.deepEqual(openEditors().sort(), ['Results', 'ann.model.jsonc']);
  });

  it('opens a definition beside it, at the line of a layer', async () => {
    await page.click('#tab-overview');
    await page.click('.links > li:nth-child(2) > details > summary');
    await page.click('.links > li:nth-child(2) .link:has-text("output: dense, 10")');
    const editor = await waitFor('the editor', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.fileName === inWorkspace('cnn.model.jsonc') ? active : undefined;
    });
    await waitFor('the line', () => editor.selection.start.line === 6);
    assert.equal(editor.document.getText(editor.selection), 'output');
    assert.equal(editor.viewColumn, vscode.ViewColumn.Two);
    await ui('screenshot', { name: 'definition-beside' });
    await executeCommand('workbench.action.closeActiveEditor');
  });

  it('says that a definition has been edited since, and what', async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace('ann.model.jsonc'));
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 1), ' // New.'));
    await page.waitForText('.notes .note.warning', /ann The definition has been edited since/);
    await page.click('.note vscode-button:has-text("Show what changed")');
    const comparison = await waitFor('the comparison', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label.startsWith('ann.model.jsonc: as trained')),
    );
    // By itself, as the active editor may still be the panel that was clicked.
    await vscode.window.tabGroups.close(comparison);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await executeCommand('workbench.action.revertAndCloseActiveEditor');
    await page.wait('.notes:has-text("edited since")', 'hidden');
    // It stays in its column, whichever is the active one.
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await executeCommand('modelBakeoff.openResults');
    const [first] = vscode.window.tabGroups.all;
    await waitFor('the panel', () => first?.activeTab?.label === 'Results');
    await executeCommand('workbench.action.closeEditorsInOtherGroups');
  });

  it('follows a training from its first batches on, and stops it', async () => {
    await setEpochs(400);
    const definition = writeInWorkspace('live.model.jsonc', smallModel('live'));
    const started = performance.now();
    await executeCommand('modelBakeoff.trainDefinition', definition);
    const run = await waitForRun(root(), 'the run', ({ modelName }) => modelName === 'live');
    await executeCommand('modelBakeoff.openRun', run.runId);
    await page.click('#tab-training');
    // Of this run: the page may still show others.
    await page.waitForText('.chips', /^\s*\S*\s*live\b/);
    await page.waitForText('.progress-text', /^Epoch \d+ of 400 · loss/);
    await page.wait('.view.training .chart-figure:not([hidden]) canvas');
    console.log(`From the command to the first point on the curve: ${Math.round(performance.now() - started)} ms`);
    const early = await page.waitForText('.progress-text', /^Epoch \d+ of 400 · loss/);
    const pixels = await page.drawnPixels();
    await waitFor('another epoch', async () => (await page.text('.progress-text')) !== early);
    await page.waitForText('.progress-text', /^Epoch ([5-9]|\d\d+) of 400/);
    await waitFor('a curve that moves', async () => (await page.drawnPixels()) !== pixels);
    await ui('screenshot', { name: 'live' });
    await page.click('.progress-list vscode-button');
    await waitForRun(root(), 'the stop', ({ runId, status }) => runId === run.runId && status === 'stopped');
    await page.click('#tab-overview');
    await page.waitForText('.note', /live Stopped:/);
    await setEpochs(1);
  });

  it('shows what is compared when that changes, and takes runs off', async () => {
    await executeCommand('modelBakeoff.compareSelected', ids.ann, [ids.ann, ids.cnn]);
    await page.waitForText('.chips', /cnn/);
    await page.click('.chip:has-text("ann") vscode-button');
    await waitFor('one run', async () => (await ui('count', { webview: true, selector: '.chip' })) === 1);
    await page.waitForText('.verdict', /^cnn gets 92\.00 %/);
    assert.deepEqual(openEditors().filter((label) => label.startsWith('Results')).length, 1);
  });

  it('was refused nothing by its policy', async () => {
    const errors = (await ui('pageErrors', {})).filter((error) =>
      /Content Security Policy|webview\.(js|css)/.test(error),
    );
    assert.deepEqual(errors, []);
    await executeCommand('modelBakeoff.compareSelected', ids.ann, [ids.ann, ids.cnn]);
    await page.waitForText('.chips', /ann/);
    await page.click('#tab-training');
    await page.wait('.view.training .chart-figure canvas');
  });
});
