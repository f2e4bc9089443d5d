import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readClaim } from '../../../../src/runs/runClaim.js';
import { person } from '../../support/person.js';
import { setEpochs, smallModel, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('a training in an editor', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await setEpochs(500);
  });

  after(async () => {
    await vscode.commands.executeCommand('modelBakeoff.stopAll');
    await setEpochs(1);
  });

  it('begins with the lens above the model', async () => {
    await vscode.window.showTextDocument(writeInWorkspace('small.model.jsonc', smallModel('small')));
    await ui('click', { selector: '.codelens-decoration a:text-is("Train")' });
    await waitForRun(root(), 'the first epoch', ({ modelName, epochs }) => modelName === 'small' && epochs > 0);
    await waitFor('the status bar', async () => (await person.statusBar()).some((text) => /small \d+\/500/.test(text)));
    await ui('hover', { selector: '.statusbar-item:has-text("small")' });
    await ui('wait', { selector: '.monaco-hover a:text-is("Stop")' });
    await ui('screenshot', { name: 'status-bar-of-small' });
  });

  it('stops by the link in the status bar, and keeps what it has', async () => {
    await ui('click', { selector: '.monaco-hover a:text-is("Stop")' });
    const run = await waitForRun(
      root(),
      'the stop',
      ({ modelName, status }) => modelName === 'small' && status === 'stopped',
    );
    assert.ok(run.isResumable);
    assert.match(run.stopReason ?? '', /in the editor/);
  });

  it('goes on where it was', async () => {
    const [before] = await storedRuns(root());
    await person.command('Model Bake-off: Resume training');
    await person.pick('small');
    await waitForRun(
      root(),
      'more epochs',
      ({ runId, status, epochs }) => runId === before?.runId && status === 'running' && epochs > before.epochs,
    );
    assert.equal((await storedRuns(root())).filter(({ modelName }) => modelName === 'small').length, 1);
  });

  it('whose trainer is killed has failed, and says why', async () => {
    const [run] = await storedRuns(root());
    assert.ok(run !== undefined);
    const claim = readClaim(run.folder);
    assert.ok(claim !== undefined);
    process.kill(claim.holder.pid, 'SIGKILL');
    const failed = await waitForRun(
      root(),
      'the failure',
      ({ runId, status }) => runId === run.runId && status === 'failed',
    );
    assert.equal(failed.failure?.code, 'trainer-died');
    assert.match(await person.notification('The training of small failed'), /killed \(SIGKILL\)/);
    await person.sidebar('Model Bake-off');
    await ui('wait', { selector: `${person.treeRow('killed (SIGKILL)')}` });
    await ui('screenshot', { name: 'killed' });
  });
});
