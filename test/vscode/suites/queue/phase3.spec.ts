import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { hasUi, ui } from '../../support/ui.js';
import { row, waitForNoRow, waitForRow } from '../results/rows.js';
import { openQueueView, root, waitForJobs } from './jobs.js';

describe('the queue after a crash of the extension host', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('has its training, begun once', async () => {
    await openQueueView();
    await waitForRow('four, in training, seed 0', '/9000');
    const names = (await storedRuns(root())).map(({ modelName }) => modelName);
    assert.deepEqual(names, ['four', 'one']);
  });

  it('is paused when all training is stopped, and keeps what waits', async () => {
    await commands.executeCommand('modelBakeoff.stopAll');
    await waitForRun(root(), 'the stop', (run) => run.modelName === 'four' && run.status === 'stopped');
    await waitForJobs('one cancelled', 'two waiting', 'four cancelled', 'three cancelled');
    await ui('wait', { selector: '.sidebar .message:has-text("The queue is paused")' });
  });

  it('goes on with what was stopped when that is tried again', async () => {
    // What can be done with a row is seen where the pointer is.
    await ui('click', { selector: row('four, cancelled') });
    await ui('click', { selector: `${row('four, cancelled')} .action-label[aria-label^="Try jobs again"]` });
    await waitForRow('four, waiting, seed 0');
    await commands.executeCommand('modelBakeoff.workQueue');
    await waitForRow('four, in training, seed 0', '/9000');
    assert.equal((await storedRuns(root())).length, 2);
    // However soon: of a job that is just beginning there is no run yet that could be stopped.
    await commands.executeCommand('modelBakeoff.stopAll');
    await waitForRow('four, cancelled, seed 0');
    await waitForRun(root(), 'the stop', (run) => run.modelName === 'four' && run.status === 'stopped');
    await commands.executeCommand('modelBakeoff.clearQueue');
    await waitForJobs('two waiting');
    await waitForNoRow('four, cancelled');
  });
});
