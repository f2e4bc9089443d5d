import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { QueueStore } from '../../../../src/queue/queueStore.js';
import { person } from '../../support/person.js';
import { smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { remember } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { row, waitForRow } from '../results/rows.js';
import { jobRows, openQueueView, root, waitForJobs } from './jobs.js';

const names = ['one', 'two', 'three', 'four'];
const comparison = () =>
  writeInWorkspace(
    'all.bakeoff.jsonc',
    JSON.stringify({ name: 'all', models: names.map((name) => `${name}.model.jsonc`) }),
  );

describe('the queue', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
    for (const name of names) writeInWorkspace(`${name}.model.jsonc`, smallModel(name));
  });

  it('says what it is for while it is empty', async () => {
    await openQueueView();
    await ui('wait', { selector: '.sidebar .welcome-view-content:has-text("Trainings can wait here for their turn")' });
    await ui('screenshot', { name: 'queue-empty' });
  });

  it('takes the trainings of a comparison, and begins with the first', async () => {
    await commands.executeCommand('modelBakeoff.addToQueue', comparison());
    await waitForJobs('one running', 'two waiting', 'three waiting', 'four waiting');
    await waitForRun(root(), 'an epoch', (run) => run.modelName === 'one' && run.epochs > 0);
    await waitForRow('one, in training, seed 0', '/9000');
    await waitForRow('four, waiting, seed 0');
    assert.deepEqual(await jobRows(), names);
    assert.ok((await person.statusBar()).some((text) => /one \d+\/9000.* · 3 waiting/.test(text)));
    await ui('screenshot', { name: 'queue' });
  });

  it('takes nothing a second time, unless it is wanted', async () => {
    await commands.executeCommand('modelBakeoff.addToQueue', comparison());
    const message = await person.notification('0 trainings added to the queue.');
    assert.match(message, /4 have been trained already, or wait already\./);
    await commands.executeCommand('notifications.clearAll');
    await waitForJobs('one running', 'two waiting', 'three waiting', 'four waiting');
  });

  it('is put in another order with the keys', async () => {
    await ui('click', { selector: row('four, waiting') });
    // A click on a job that has not begun opens nothing: the focus stays in the tree.
    await ui('press', { keys: 'Alt+ArrowUp' });
    await waitForJobs('one running', 'two waiting', 'four waiting', 'three waiting');
    await waitFor('the order in the tree', async () => (await jobRows()).join(' ') === 'one two four three');
    await ui('press', { keys: 'Alt+ArrowUp' });
    await waitForJobs('one running', 'four waiting', 'two waiting', 'three waiting');
    await ui('press', { keys: 'Alt+ArrowDown' });
    await waitForJobs('one running', 'two waiting', 'four waiting', 'three waiting');
  });

  it('gives a priority from the palette to what is selected', async () => {
    await person.command('Set priority of jobs');
    await person.answer('3');
    await waitForRow('four, waiting, seed 0 · priority 3');
    await waitFor('the order in the tree', async () => (await jobRows()).join(' ') === 'one four two three');
  });

  it('pauses, resumes and cancels jobs', async () => {
    const action = (of: string, title: string) =>
      ui('click', { selector: `${row(of)} .action-label[aria-label^="${title}"]` });
    await ui('click', { selector: row('three, waiting') });
    await action('three, waiting', 'Pause jobs');
    await waitForRow('three, paused, seed 0');
    await action('three, paused', 'Resume jobs');
    await waitForRow('three, waiting, seed 0');
    await ui('press', { keys: 'Delete' });
    await waitForRow('three, cancelled, seed 0');
    await ui('screenshot', { name: 'queue-cancelled' });
    await commands.executeCommand('modelBakeoff.pauseQueue');
    await waitFor(
      'the message',
      async () => (await ui('count', { selector: '.sidebar .message:has-text("The queue is paused")' })) > 0,
    );
    await commands.executeCommand('modelBakeoff.workQueue');
    const { jobs } = new QueueStore(root()).read();
    const run = jobs.find(({ modelName }) => modelName === 'one');
    remember('first', run?.runId);
  });
});
