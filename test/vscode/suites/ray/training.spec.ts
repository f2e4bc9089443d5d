import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { readRayRunFile } from '../../../../src/ray/rayRunFile.js';
import { page } from '../../support/page.js';
import { person } from '../../support/person.js';
import { setEpochs, smallModel, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, remember } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { jobStatus } from './cluster.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('a training on a cluster', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  beforeEach(() => commands.executeCommand('notifications.clearAll'));

  it('of a comparison: its jobs run at the same time, and come back as runs that say where they ran', async () => {
    await commands.executeCommand('modelBakeoff.trainAll', inWorkspaceFile('pair'));
    const runs = await waitFor('both runs', async () => {
      const found = await storedRuns(root());
      return found.length === 2 && found.every(({ status }) => status === 'completed') ? found : undefined;
    });
    assert.deepEqual(runs.map(({ modelName }) => modelName).sort(), ['one', 'two']);
    for (const { ranOn, cluster, testAccuracy = 0 } of runs) {
      assert.ok(ranOn !== undefined && cluster !== undefined, `${ranOn} of ${cluster}`);
      // Ten classes: what has learnt is better than chance.
      assert.ok(testAccuracy > 0.3, `${testAccuracy}`);
    }
    await page.wait('text=two');
    assert.equal(await ui('count', { webview: true, selector: 'text=Not part of a run' }), 0);
    await person.sidebar('Model Bake-off');
    // The run itself, below the heading of its model.
    await ui('hover', { selector: `${person.treeRow('Today')} .label-name` });
    const tooltip = await ui('text', { selector: '.monaco-hover:has-text("Ran on")' });
    assert.match(tooltip, /Ran on\s+\S+ of the cluster at http:\/\/127\.0\.0\.1:\d+/);
    await ui('screenshot', { name: 'ran-on' });
  });

  it('draws its curve while it goes on', async () => {
    await setEpochs(9_000);
    const long = writeInWorkspace('long.model.jsonc', smallModel('long'));
    await commands.executeCommand('modelBakeoff.trainDefinition', long);
    const { runId } = await waitForRun(root(), 'the run', ({ modelName }) => modelName === 'long');
    await commands.executeCommand('modelBakeoff.openRun', runId);
    await page.wait('#tab-training');
    await page.click('#tab-training');
    await page.waitForText('.progress-text', /Epoch \d+ of 9000.*loss/);
    const drawn = await waitFor('a curve', async () => (await page.drawnPixels()) || undefined);
    await waitFor('more of the curve', async () => (await page.drawnPixels()) !== drawn);
    await ui('screenshot', { name: 'curve-from-the-cluster' });
  });

  it('stops where it runs, and what it has is kept', async () => {
    const run = await waitForRun(root(), 'an epoch', ({ modelName, epochs }) => modelName === 'long' && epochs > 0);
    const { submissionId = '' } = readRayRunFile(run.folder) ?? {};
    assert.equal(await jobStatus(submissionId), 'RUNNING');
    await ui('hover', { selector: '.statusbar-item:has-text("long")' });
    await ui('click', { selector: '.monaco-hover a:text-is("Stop")' });
    const stopped = await waitForRun(
      root(),
      'the stop',
      ({ runId, status }) => runId === run.runId && status === 'stopped',
    );
    assert.match(stopped.stopReason ?? '', /in the editor/);
    assert.ok(stopped.isResumable);
    await waitFor('the end of the job', async () => (await jobStatus(submissionId)) !== 'RUNNING');
  });

  it('that is resumed goes on as another job, and is left to the cluster by the reload that comes', async () => {
    const [before] = await storedRuns(root());
    assert.ok(before !== undefined);
    await commands.executeCommand('modelBakeoff.resumeRun', before.runId);
    const run = await waitForRun(
      root(),
      'more epochs',
      ({ runId, status, epochs }) => runId === before.runId && status === 'running' && epochs > before.epochs,
    );
    const job = readRayRunFile(run.folder);
    assert.ok(job !== undefined && (await jobStatus(job.submissionId)) === 'RUNNING');
    remember('long', { runId: run.runId, folder: run.folder, epochs: run.epochs, submissionId: job.submissionId });
  });
});

/** A comparison of two models that are there. */
function inWorkspaceFile(name: string) {
  const models = ['one.model.jsonc', 'two.model.jsonc'];
  return writeInWorkspace(`${name}.bakeoff.jsonc`, JSON.stringify({ name, models }));
}
