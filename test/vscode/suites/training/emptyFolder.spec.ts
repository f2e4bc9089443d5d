import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { person } from '../../support/person.js';
import { usePortableEngine } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('training in an empty folder', () => {
  let answered = 0;

  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
  });

  it('asks which of the shipped models, and tells what each costs', async () => {
    assert.deepEqual(readdirSync(inWorkspace()), []);
    await person.command('Model Bake-off: Train Fashion-MNIST model');
    await waitFor('the models', async () => (await person.rows()).some((row) => row.startsWith('cnn')));
    const rows = await person.rows();
    assert.match(rows.find((row) => row.startsWith('ann,')) ?? '', /436,746 parameters · 433 K MACs/);
    assert.ok(rows.some((row) => row.includes('Create a sample workspace')));
    await ui('screenshot', { name: 'pick-a-model' });
    await person.answer('ann');
    answered = performance.now();
  });

  it('opens the panel where the curve grows', async () => {
    await ui('wait', {
      webview: true,
      selector: '.view.training .chart-figure:not([hidden]) canvas',
      timeoutMs: 30_000,
    });
    console.log(`From the palette to the first point on the curve: ${Math.round(performance.now() - answered)} ms`);
    await ui('screenshot', { name: 'first-point' });
  });

  it('shows how it goes: a notification, the status bar, a badge', async () => {
    await person.notification('Training ann');
    await waitFor('the first point', async () => (await person.statusBar()).some((text) => /ann 1\/1 · \d/.test(text)));
    await ui('screenshot', { name: 'training-ann' });
  });

  it('ends with a result and writes nothing but the run', async () => {
    const run = await waitForRun(root(), 'the end of the run', ({ status }) => status === 'completed');
    assert.equal(run.modelName, 'ann');
    assert.equal(run.epochs, 1);
    assert.equal(run.engineId, 'portable');
    assert.ok((run.testAccuracy ?? 0) > 0.6, `accuracy ${run.testAccuracy}`);
    const message = await person.notification('ann is trained');
    assert.ok(message.includes(`${((run.testAccuracy ?? 0) * 100).toFixed(1)} %`), message);
    await ui('screenshot', { name: 'ann-is-trained' });
    await waitFor(
      'the status bar to be free',
      async () => !(await person.statusBar()).some((text) => /^ann/.test(text)),
    );
    assert.deepEqual(readdirSync(inWorkspace()), ['.bakeoff']);
  });

  it('opens the result from its message', async () => {
    await person.notificationButton('Open Results');
    await ui('wait', { webview: true, selector: 'text=ann' });
    await ui('screenshot', { name: 'results-of-ann' });
  });

  it('offers the last used model first the next time, with its result', async () => {
    await person.command('Model Bake-off: Train Fashion-MNIST model');
    const focused = '.quick-input-list .monaco-list-row.focused';
    await ui('wait', { selector: `${focused}:has-text("Last result")` });
    assert.match(await ui('text', { selector: focused }), /^ann(?!-)/);
    await ui('press', { keys: 'Escape' });
  });
});
