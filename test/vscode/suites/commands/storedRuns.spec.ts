import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, window } from 'vscode';
import { exportFormats } from '../../../../src/core/interop/exportFormats.js';
import { exporters } from '../../../../src/interop/index.js';
import { readExportSource } from '../../../../src/interop/readExportSource.js';
import type { ListedRun } from '../../../../src/runs/listRuns.js';
import { openEditors } from '../../support/openEditors.js';
import { person } from '../../support/person.js';
import { setEpochs, smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const run = (name: string, ...args: readonly unknown[]) => commands.executeCommand(`modelBakeoff.${name}`, ...args);

describe('a stored run', () => {
  let trained: ListedRun;

  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
    await setEpochs(1);
    await run('trainDefinition', writeInWorkspace('small.model.jsonc', smallModel('small')));
    const root = inWorkspace('.bakeoff', 'runs');
    trained = await waitForRun(root, 'the end of the run', ({ status }) => status === 'completed');
    await waitFor('the run in the tree', async () => {
      await person.sidebar('Model Bake-off');
      return (await person.treeRows()).some((row) => row.includes('small') && row.includes('macro-F1'));
    });
    await commands.executeCommand('notifications.clearAll');
  });
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  /** The text that an export opens. */
  async function exported(format: string): Promise<string> {
    const done = run('exportResults', trained.runId);
    await person.pick(format);
    await person.pick('Open in an editor');
    await done;
    const { document } = window.activeTextEditor ?? {};
    assert.ok(document?.isUntitled);
    const text = document.getText();
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return text;
  }

  it('is exported as CSV, JSON and Markdown', async () => {
    const [header = '', row = ''] = (await exported('CSV')).split(/\r?\n/);
    assert.ok(Number(row.split(',')[header.split(',').indexOf('testAccuracy')]) === trained.testAccuracy);
    const json = JSON.parse(await exported('JSON')) as { type: string; runs: { runId: string }[] };
    assert.deepEqual([json.type, json.runs.map(({ runId }) => runId)], ['comparison', [trained.runId]]);
    const markdown = await exported('Markdown');
    // What can be said first, then what was measured.
    assert.match(markdown, /^\*\*small gets \d/);
    assert.match(markdown, /^\| Model \| Parameters \|/m);
    assert.ok(markdown.includes('Runs: '));
  });

  it('is exported for another program', async () => {
    const done = run('exportModel', trained.runId);
    const formats = await person.rows();
    assert.deepEqual(
      exportFormats.filter(({ title }) => !formats.some((row) => row.startsWith(title))),
      [],
    );
    await ui('screenshot', { name: 'export-model' });
    await person.pick('ONNX');
    const place = inWorkspace('small.onnx');
    // What is suggested: in the open folder, named after the model.
    await waitFor('the place', async () => (await person.input()) === place);
    await ui('press', { keys: 'Enter' });
    await done;
    assert.match(await person.notification('ONNX is in small.onnx'), /\(\d.* [KM]B\)/);
    const source = await readExportSource(trained.folder);
    const [wanted] = exporters.onnx(source);
    // The first bytes name the version of what wrote it: here another than in tests.
    const rest = Buffer.from(wanted?.bytes ?? []).subarray(100);
    assert.ok(rest.length > 10_000 && readFileSync(place).subarray(-rest.length).equals(rest));
  });

  it('is trained a second time, and the verdict is kept', async () => {
    const done = run('verifyRun', trained.runId);
    await person.notification('Verifying small');
    await done;
    const message = await person.notification('came out the same to the bit');
    assert.ok(message.includes('final weights and predictions'), message);
    assert.ok(existsSync(join(trained.folder, 'verification.json')));
    await ui('screenshot', { name: 'verified' });
    await commands.executeCommand('notifications.clearAll');
  });

  it('stays as it was when its verification is cancelled', async () => {
    const done = run('verifyRun', trained.runId);
    await person.notification('Verifying small');
    await ui('hover', { selector: '.notification-toast:has-text("Verifying small")' });
    await person.notificationButton('Cancel');
    await done;
    await ui('wait', { selector: '.notification-toast:has-text("Verifying")', state: 'detached' });
    assert.equal(await ui('count', { selector: '.notification-toast:has-text("did not work")' }), 0);
  });

  it('shows what its trainer printed', async () => {
    const log = join(trained.folder, 'trainer.log');
    writeFileSync(log, '');
    await run('showRunLog', trained.runId);
    await person.notification('The trainer of small has printed nothing');
    writeFileSync(log, 'so it goes\n');
    await run('showRunLog', trained.runId);
    await waitFor('the log', () => openEditors().some((label) => label.includes('trainer.log')));
    assert.equal(window.activeTextEditor?.document.getText(), 'so it goes\n');
  });

  it('that is gone is told of', async () => {
    for (const name of ['verifyRun', 'exportResults', 'showRunLog']) {
      await run(name, '20200101-000000-none-s0-0000');
      await person.notification('no such run');
      await commands.executeCommand('notifications.clearAll');
    }
  });
});
