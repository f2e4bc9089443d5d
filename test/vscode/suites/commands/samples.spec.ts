import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { commands, window } from 'vscode';
import { openEditors } from '../../support/openEditors.js';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { ownText } from './ownText.js';

const files = () => readdirSync(inWorkspace()).filter((name) => !name.startsWith('.'));
const closeAll = () => commands.executeCommand('workbench.action.closeAllEditors');

describe('samples', () => {
  before(function () {
    if (!hasUi) this.skip();
  });
  afterEach(closeAll);

  it('of a dataset are shown in the panel', async () => {
    await person.command('Model Bake-off: Show dataset samples');
    await waitFor('datasets', async () => (await person.rows()).some((row) => row.includes('Fashion-MNIST')));
    const rows = await person.rows();
    assert.match(rows.find((row) => row.includes('Fashion-MNIST')) ?? '', /\d+,000 \+ 1?\d,000 images/);
    assert.ok(rows.some((row) => row.includes('Folder with images')));
    await person.pick('fashion-mnist');
    await waitFor('the panel', () => openEditors().length === 1);
    await ui('wait', { webview: true, selector: '.view.data canvas' });
    await ui('screenshot', { name: 'dataset-samples' });
  });

  it('go into the open folder, overwriting nothing', async () => {
    await person.command('Model Bake-off: Create sample workspace');
    await person.pick(basename(inWorkspace()));
    await ui('wait', { selector: '.quick-input-widget :text("cnn.model.jsonc is there already")' });
    await ui('screenshot', { name: 'samples-conflict' });
    await person.pick('Put the sample beside it');
    const name = 'fashion-mnist.bakeoff.jsonc';
    await waitFor('the comparison', () => window.activeTextEditor?.document.fileName.endsWith(name));
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert.match(
      text,
      /"models": \["ann.model.jsonc", "ann-relu.model.jsonc", "cnn-2.model.jsonc", "transfer.model.jsonc"\]/,
    );
    assert.doesNotMatch(text, /\$schema/);
    assert.equal(readFileSync(inWorkspace('cnn.model.jsonc'), 'utf8'), ownText);
    const models = ['ann-relu', 'ann', 'cnn-2', 'cnn-small', 'cnn-augmented', 'resnet', 'transfer'].map(
      (each) => `${each}.model.jsonc`,
    );
    const made = ['README.md', ...models, name];
    assert.deepEqual(files().sort(), [...made, 'cnn.model.jsonc'].sort());
    await ui('screenshot', { name: 'sample-workspace' });
  });

  it('that are there already are left as they are', async () => {
    const before = files();
    await person.command('Model Bake-off: Create sample workspace');
    await person.pick(basename(inWorkspace()));
    for (const name of ['cnn.model.jsonc', 'fashion-mnist.bakeoff.jsonc']) {
      await ui('wait', { selector: `.quick-input-widget :text("${name} is there already")` });
      await person.pick('Keep my file');
    }
    await waitFor('the comparison', () => window.activeTextEditor?.document.languageId === 'bakeoff-comparison');
    assert.deepEqual(files(), before);
  });

  it('are what a new definition begins as', async () => {
    await person.command('Model Bake-off: New definition');
    await waitFor('templates', async () => (await person.rows()).some((row) => row.startsWith('cnn')));
    const rows = await person.rows();
    assert.match(rows.find((row) => row.startsWith('cnn')) ?? '', /422,026 parameters.*Two convolutions/);
    await ui('screenshot', { name: 'new-definition' });
    await person.answer('cnn');
    await waitFor('the definition', () => window.activeTextEditor?.document.isUntitled);
    const { document } = window.activeTextEditor ?? {};
    assert.equal(document?.languageId, 'bakeoff-model');
    assert.match(document?.getText() ?? '', /"name": "cnn"/);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
