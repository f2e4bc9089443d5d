import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { commands, window } from 'vscode';
import { person } from '../../support/person.js';
import { usePortableEngine } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('the first minutes', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
  });

  it('begin in an empty folder', async () => {
    assert.deepEqual(readdirSync(inWorkspace()), []);
    await person.sidebar('Model Bake-off');
    await ui('wait', { selector: '.sidebar :text("Nothing trained yet")' });
    await ui('screenshot', { name: '1-empty-folder' });
  });

  it('go on in the palette', async () => {
    await ui('press', { keys: 'F1' });
    await ui('fill', { selector: '.quick-input-widget input[type="text"]', text: '>Train Fashion-MNIST' });
    await waitFor('the command', async () => (await person.rows()).some((row) => row.includes('Fashion-MNIST model')));
    await ui('screenshot', { name: '2-palette' });
    await person.pick('Model Bake-off: Train Fashion-MNIST model');
    await waitFor('the models', async () => (await person.rows()).some((row) => row.startsWith('ann,')));
    await ui('screenshot', { name: '3-models' });
    await person.answer('ann');
  });

  it('show the training live', async function () {
    this.timeout(150_000);
    await ui('wait', { webview: true, selector: '.progress-text:has-text("Epoch 4 of")', timeoutMs: 120_000 });
    await waitFor('the run in the tree', async () => (await person.treeRows()).some((row) => /4\/6/.test(row)));
    await ui('screenshot', { name: '4-training-live' });
  });

  it('end with a result in the tree', async function () {
    this.timeout(240_000);
    const run = await waitForRun(root(), 'the end', ({ status }) => status === 'completed', 180_000);
    await waitFor('the result', async () =>
      (await person.treeRows()).some((row) => row.includes(`${((run.testAccuracy ?? 0) * 100).toFixed(1)} %`)),
    );
    await ui('click', { webview: true, selector: '#tab-overview' });
    await ui('wait', { webview: true, selector: '.verdict:has-text("ann gets")' });
    await ui('screenshot', { name: '5-result' });
  });

  it('lead to definitions with lenses', async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await person.command('Model Bake-off: Create sample workspace');
    await person.pick(basename(inWorkspace()));
    await waitFor('the comparison', () => window.activeTextEditor?.document.languageId === 'bakeoff-comparison');
    await ui('click', { selector: person.treeRow('cnn') });
    await waitFor('the definition', () => window.activeTextEditor?.document.fileName.endsWith('cnn.model.jsonc'));
    await ui('wait', { selector: '.codelens-decoration:has-text("Compare with…")' });
    await ui('wait', { selector: '.codelens-decoration:has-text("MACs")' });
    await ui('screenshot', { name: '6-definition' });
  });
});
