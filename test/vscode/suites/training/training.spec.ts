import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';

const root = () => inWorkspace('.bakeoff', 'runs');
const pickInput = '.quick-input-widget input';

/** Runs a command from the palette, as a person does. */
async function fromPalette(title: string): Promise<void> {
  await ui('press', { keys: 'F1' });
  await ui('wait', { selector: pickInput });
  await ui('type', { text: title });
  await ui('wait', { selector: `.quick-input-list [aria-label*="${title}"]` });
  await ui('press', { keys: 'Enter' });
}

describe('training in an empty folder', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('begins with the palette, asks for a model, and ends with a result', async () => {
    assert.deepEqual(readdirSync(inWorkspace()), []);
    await fromPalette('Train Fashion-MNIST model');
    await ui('wait', { selector: '.quick-input-list [aria-label*="cnn"]', timeoutMs: 20_000 });
    await ui('screenshot', { name: 'training-pick' });
    await ui('type', { text: 'ann' });
    await ui('press', { keys: 'Enter' });
    await ui('wait', { selector: '.notification-toast:has-text("Training ann")', timeoutMs: 20_000 });
    await ui('screenshot', { name: 'training-running' });
    const run = await waitForRun(root(), 'the end of the run', ({ status }) => status === 'completed');
    assert.equal(run.modelName, 'ann');
    assert.equal(run.epochs, 1);
    assert.ok((run.testAccuracy ?? 0) > 0.6, `accuracy ${run.testAccuracy}`);
    await ui('wait', { selector: '.notification-toast:has-text("ann is trained")' });
    await ui('screenshot', { name: 'training-result' });
    assert.deepEqual(readdirSync(inWorkspace()), ['.bakeoff']);
  });
});
