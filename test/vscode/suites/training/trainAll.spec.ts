import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readRun } from '../../../../src/runs/readRun.js';
import { person } from '../../support/person.js';
import { smallModel, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace, placeRoot } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { closeAll } from '../definitions/openDefinition.js';

const root = () => inWorkspace('.bakeoff', 'runs');

/** Runs of a comparison, the oldest first. */
async function runsOf(text: string) {
  const comparison = createHash('sha256').update(text).digest('hex');
  return (await storedRuns(root())).filter((run) => run.comparison === comparison).reverse();
}

describe('a comparison', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  beforeEach(() => vscode.commands.executeCommand('notifications.clearAll'));
  afterEach(closeAll);

  it('trains all its models with all its seeds, one after the other, seed by seed', async function () {
    this.timeout(150_000);
    for (const name of ['one', 'two']) writeInWorkspace(`${name}.model.jsonc`, smallModel(name));
    const text = `${JSON.stringify({ name: 'both', seeds: 2, models: ['one.model.jsonc', 'two.model.jsonc'] }, undefined, 2)}\n`;
    await vscode.window.showTextDocument(writeInWorkspace('both.bakeoff.jsonc', text));
    await ui('click', { selector: '.codelens-decoration a:text-is("Train all and compare")' });
    await waitFor('what waits', async () => (await person.statusBar()).some((line) => line.includes('waiting')));
    await ui('screenshot', { name: 'training-all' });
    const runs = await waitFor(
      'all runs',
      async () => {
        const found = await runsOf(text);
        return found.length === 4 && found.every(({ status }) => status === 'completed') ? found : undefined;
      },
      { timeoutMs: 120_000, everyMs: 200 },
    );
    assert.deepEqual(
      runs.map(({ modelName, seed }) => `${modelName} ${seed}`),
      ['one 0', 'two 0', 'one 1', 'two 1'],
    );
    const ends = await Promise.all(runs.map(async ({ folder }) => (await readRun(folder)).state.lastTime ?? 0));
    for (const [index, { startTime = 0 }] of runs.entries())
      assert.ok(startTime >= (ends[index - 1] ?? 0), `run ${index}`);
    await ui('wait', { webview: true, selector: 'text=two' });
    await ui('screenshot', { name: 'compared' });
  });

  it('with a plan of seeds trains no more than it takes', async function () {
    this.timeout(240_000);
    writeInWorkspace('seeing.model.jsonc', smallModel('seeing'));
    // Takes every image for the first class, with every seed.
    const blind = JSON.parse(smallModel('blind'));
    blind.layers.at(-1).kernelInitializer = 'zeros';
    blind.training.optimizer = { type: 'sgd', learningRate: 1e-30 };
    writeInWorkspace('blind.model.jsonc', JSON.stringify(blind));
    const seeds = { min: 3, max: 9, stopWhen: 'decided' };
    const text = JSON.stringify({ name: 'plan', seeds, models: ['blind.model.jsonc', 'seeing.model.jsonc'] });
    await vscode.commands.executeCommand('modelBakeoff.trainAll', writeInWorkspace('plan.bakeoff.jsonc', text));
    await waitFor('the round', async () =>
      (await person.statusBar()).some((line) => /round \d\/3–9 · up to \d+ waiting/.test(line)),
    );
    const told =
      'No more seeds are trained: after 3 of at most 9, every model is better than blind, worse, or as good.';
    assert.ok((await person.notification('No more seeds', { timeoutMs: 200_000 })).includes(told));
    const runs = await runsOf(text);
    assert.deepEqual(
      runs.map(({ modelName, seed, status }) => `${modelName} ${seed} ${status}`),
      [0, 1, 2].flatMap((seed) => [`blind ${seed} completed`, `seeing ${seed} completed`]),
    );
    await waitFor(
      'nothing that waits',
      async () => !(await person.statusBar()).some((line) => line.includes('waiting')),
    );
  });

  it('may not name a model outside its folder and the workspace', async () => {
    mkdirSync(join(placeRoot(), 'elsewhere'), { recursive: true });
    writeFileSync(join(placeRoot(), 'elsewhere', 'far.model.jsonc'), smallModel('far'));
    const text = JSON.stringify({ name: 'far', models: ['../elsewhere/far.model.jsonc'] });
    const before = (await storedRuns(root())).length;
    await vscode.commands.executeCommand('modelBakeoff.trainAll', writeInWorkspace('far.bakeoff.jsonc', text));
    assert.match(await person.notification('Nothing was trained'), /leads out of this file's folder and the workspace/);
    assert.equal((await storedRuns(root())).length, before);
  });

  it('is not trained at all when one of its models has an error', async () => {
    writeInWorkspace('nine.model.jsonc', smallModel('nine').replace('"units": 10', '"units": 9'));
    const text = JSON.stringify({ name: 'some', models: ['one.model.jsonc', 'nine.model.jsonc'] });
    const before = (await storedRuns(root())).length;
    await vscode.commands.executeCommand('modelBakeoff.trainAll', writeInWorkspace('some.bakeoff.jsonc', text));
    await person.notification('nine.model.jsonc, line');
    assert.equal((await storedRuns(root())).length, before);
  });
});
