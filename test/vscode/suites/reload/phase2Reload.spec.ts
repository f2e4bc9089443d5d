import assert from 'node:assert/strict';
import { ConfigurationTarget, commands, workspace } from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { person } from '../../support/person.js';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, recall, remember } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('after a reload', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('the training has gone on, and is shown again', async () => {
    const { runId, epochs } = recall<{ runId: string; epochs: number }>('first');
    await person.sidebar('Model Bake-off');
    await waitFor('the status bar', async () =>
      (await person.statusBar()).some((text) => /first \d+\/9000/.test(text)),
    );
    const run = await waitForRun(root(), 'more epochs', (found) => found.runId === runId && found.epochs > epochs);
    assert.equal(run.status, 'running');
    await ui('screenshot', { name: 'after-a-reload' });
  });

  it('what waited still waits', async () => {
    assert.equal(extensionUnderTest().isActive, true);
    await waitFor('what waits', async () => (await person.statusBar()).some((text) => text.includes('1 waiting')));
    assert.equal((await storedRuns(root())).length, 1);
  });

  it('the training can be stopped, and what waited begins; it is to end with its window', async () => {
    await workspace
      .getConfiguration()
      .update('modelBakeoff.training.continueAfterClose', false, ConfigurationTarget.Global);
    const { runId } = recall<{ runId: string }>('first');
    await commands.executeCommand('modelBakeoff.stopRun', runId);
    await waitForRun(root(), 'the stop', (run) => run.runId === runId && run.status === 'stopped');
    const second = await waitForRun(root(), 'the second', (run) => run.modelName === 'second' && run.epochs > 0);
    remember('second', { runId: second.runId, epochs: second.epochs, time: Date.now() });
  });
});
