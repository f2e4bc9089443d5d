import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accuracyAt } from '../../../../src/core/sweep/sweepTrials.js';
import { readRun } from '../../../../src/runs/readRun.js';
import { person } from '../../support/person.js';
import { setEpochs, smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const root = () => inWorkspace('.bakeoff', 'runs');

describe('successive halving', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
    await setEpochs(4);
  });

  after(() => setEpochs(1));

  it('trains all variants for a few epochs, goes on with the best, and says which that was', async function () {
    this.timeout(150_000);
    const since = Date.now();
    writeInWorkspace('halved.model.jsonc', smallModel('halved'));
    const options = { 'training.batchSize': [32, 64, 256, 1024] };
    const sweep = { method: 'successiveHalving', options, eta: 2, minEpochs: 1 };
    const text = JSON.stringify({ name: 'halving', models: ['halved.model.jsonc'], sweep });
    await vscode.commands.executeCommand('modelBakeoff.trainAll', writeInWorkspace('halving.bakeoff.jsonc', text));
    await person.notification('1 of 3: 4 variants to the end of epoch 1');
    await ui('screenshot', { name: 'halving' });
    const message = await person.notification('Successive halving has ended', { timeoutMs: 120_000 });
    await ui('screenshot', { name: 'halved' });
    const isOurs = ({ modelName, startTime = 0 }: { readonly modelName?: string; readonly startTime?: number }) =>
      modelName?.startsWith('halved') && startTime >= since;
    const stored = (await storedRuns(root())).filter(isOurs);
    const runs = await Promise.all(stored.map(async ({ folder }) => (await readRun(folder)).state));
    assert.equal(runs.length, 4);
    const [best, ...others] = runs.toSorted((a, b) => b.epochs.length - a.epochs.length);
    assert.deepEqual([best?.status, best?.epochs.length], ['completed', 4]);
    assert.ok(message.includes(String(best?.started?.modelName)), message);
    // Trained alike, and held against each other at the end of the same epoch.
    for (const { status, epochs } of others) assert.deepEqual([status, epochs.length < 4], ['stopped', true]);
    const first = runs.map((state) => accuracyAt(state, 1) ?? 0).toSorted((a, b) => b - a);
    assert.ok(first.indexOf(accuracyAt(best, 1) ?? 0) < 2, JSON.stringify(first));
    await waitFor('all in the panel', async () => (await ui('count', { webview: true, selector: 'text=halved' })) > 0);
  });
});
