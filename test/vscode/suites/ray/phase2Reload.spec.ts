import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { readRayRunFile } from '../../../../src/ray/rayRunFile.js';
import { readRun } from '../../../../src/runs/readRun.js';
import { person } from '../../support/person.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, recall } from '../../support/suitePlace.js';
import { hasUi } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { jobStatus } from './cluster.js';
import { TOKEN } from './suite.js';

const root = () => inWorkspace('.bakeoff', 'runs');

interface Left {
  readonly runId: string;
  readonly folder: string;
  readonly epochs: number;
  readonly submissionId: string;
}

describe('a window that was reloaded while a job went on', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('asks for the token that this VS Code, which keeps secrets in memory only, has forgotten', async () => {
    await person.sidebar('Model Bake-off');
    assert.match(
      await person.notification('asks for a token'),
      /^Trainings on the cluster may go on, but cannot be followed:/,
    );
    await person.notificationButton('Set Ray Token…');
    await person.answer(TOKEN);
    await person.notification('answers at');
  });

  it('follows the same job again, and has no event twice and none too few', async () => {
    const { runId, folder, epochs, submissionId } = recall<Left>('long');
    await waitFor('the status bar', async () => (await person.statusBar()).some((text) => /long \d+\/9000/.test(text)));
    await waitForRun(root(), 'more epochs', (run) => run.runId === runId && run.epochs > epochs + 1);
    assert.equal(readRayRunFile(folder)?.submissionId, submissionId);
    const { state } = await readRun(folder);
    assert.deepEqual(state.warnings, []);
    assert.deepEqual(
      state.epochs.map(({ epoch }) => epoch),
      state.epochs.map((_, index) => index + 1),
    );
  });

  it('stops it, there too', async () => {
    const { runId, submissionId } = recall<Left>('long');
    await commands.executeCommand('modelBakeoff.stopRun', runId);
    await waitForRun(root(), 'the stop', (run) => run.runId === runId && run.status === 'stopped');
    await waitFor('the end of the job', async () => (await jobStatus(submissionId)) !== 'RUNNING');
  });
});
