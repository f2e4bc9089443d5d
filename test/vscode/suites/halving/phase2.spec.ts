import assert from 'node:assert/strict';
import { accuracyAt } from '../../../../src/core/sweep/sweepTrials.js';
import { readRun } from '../../../../src/runs/readRun.js';
import { person } from '../../support/person.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

/** One for each run that is compared. */
const RUN_CHIP = '.run-bar [data-focus-key^="remove "]';

describe('successive halving after a reload', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('goes on where it was, with the best, and says which that was', async function () {
    this.timeout(150_000);
    const message = await person.notification('Successive halving has ended', { timeoutMs: 120_000 });
    await waitFor('all in the panel', async () => (await ui('count', { webview: true, selector: RUN_CHIP })) === 4);
    await ui('screenshot', { name: 'halved' });
    const stored = await storedRuns(inWorkspace('.bakeoff', 'runs'));
    const runs = await Promise.all(stored.map(async ({ folder }) => (await readRun(folder)).state));
    assert.equal(runs.length, 4, 'none was begun twice');
    const complete = runs.filter(({ status }) => status === 'completed');
    assert.deepEqual(
      complete.map(({ epochs }) => epochs.length),
      [8],
    );
    const [best] = complete;
    assert.ok(message.includes(String(best?.started?.modelName)), message);
    assert.equal(runs.filter(({ status }) => status === 'stopped').length, 3);
    // Held against each other at the end of the same epoch, whatever they trained beyond it.
    const first = runs.map((state) => accuracyAt(state, 2) ?? 0).toSorted((a, b) => b - a);
    assert.ok(first.indexOf(accuracyAt(best, 2) ?? 0) < 2, JSON.stringify(first));
  });
});
