import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { commands } from 'vscode';
import { person } from '../../support/person.js';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, recall } from '../../support/suitePlace.js';
import { hasUi } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const root = () => inWorkspace('.bakeoff', 'runs');

/** So long nobody may watch a training that is to end with its window. */
const graceMs = Number(process.env.BAKEOFF_WATCH_GRACE_MS);
/** The trainer looks every 400 ms. */
const MARGIN_MS = 3_000;

describe('after a crash of the extension host', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('a training that is to end with its window goes on, as the new window watches it', async function () {
    this.timeout(graceMs + 120_000);
    const { runId, epochs, time } = recall<{ runId: string; epochs: number; time: number }>('second');
    await person.sidebar('Model Bake-off');
    await waitFor('the status bar', async () =>
      (await person.statusBar()).some((text) => /second \d+\/9000/.test(text)),
    );
    await delay(Math.max(0, time + graceMs + MARGIN_MS - Date.now()));
    assert.ok(Date.now() > time + graceMs);
    const run = await waitForRun(root(), 'the run', (found) => found.runId === runId && found.epochs > epochs);
    assert.equal(run.status, 'running');
  });

  it('nothing was begun twice', async () => {
    const names = (await storedRuns(root())).map(({ modelName }) => modelName);
    assert.deepEqual(names, ['second', 'first']);
    await commands.executeCommand('modelBakeoff.stopAll');
    await waitForRun(root(), 'the stop', (run) => run.modelName === 'second' && run.status === 'stopped');
  });
});
