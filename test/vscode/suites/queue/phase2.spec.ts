import assert from 'node:assert/strict';
import { QueueStore } from '../../../../src/queue/queueStore.js';
import { person } from '../../support/person.js';
import { waitForRun } from '../../support/storedRuns.js';
import { recall } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { row, waitForRow } from '../results/rows.js';
import { openQueueView, root } from './jobs.js';

describe('the queue after a reload', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('has lost nothing, and its training has gone on', async () => {
    const first = recall<string>('first');
    await openQueueView();
    await waitForRow('one, in training, seed 0', '/9000');
    await waitForRow('four, waiting, seed 0 · priority 3');
    await waitForRow('three, cancelled, seed 0');
    const [job] = new QueueStore(root()).read().jobs;
    assert.deepEqual({ runId: job?.runId, attempts: job?.attempts }, { runId: first, attempts: 1 });
  });

  it('is worked off by the new window: a job that is cancelled makes room for the next', async () => {
    await person.command('Cancel jobs');
    await person.pick('one');
    await ui('press', { keys: 'Enter' });
    await waitForRow('one, cancelled, seed 0');
    await waitForRun(root(), 'an epoch', (run) => run.modelName === 'four' && run.epochs > 0);
    await waitFor('the status bar', async () =>
      (await person.statusBar()).some((text) => /four \d+\/9000.* · 1 waiting/.test(text)),
    );
    await ui('wait', { selector: row('four, in training') });
  });
});
