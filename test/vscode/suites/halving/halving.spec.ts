import * as vscode from 'vscode';
import { person } from '../../support/person.js';
import { smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('successive halving', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
  });

  it('begins with all variants, for a few epochs, and says how far it is', async () => {
    writeInWorkspace('halved.model.jsonc', smallModel('halved'));
    const options = { 'training.batchSize': [32, 64, 256, 1024] };
    const sweep = { method: 'successiveHalving', options, eta: 2, minEpochs: 2 };
    const text = JSON.stringify({ name: 'halving', models: ['halved.model.jsonc'], sweep });
    await vscode.commands.executeCommand('modelBakeoff.trainAll', writeInWorkspace('halving.bakeoff.jsonc', text));
    await person.notification('1 of 3: 4 variants to the end of epoch 2');
    await ui('screenshot', { name: 'halving' });
    // One has come to the rung's end, another one is under way: so the window is reloaded.
    await waitFor('the second variant', async () => (await storedRuns(inWorkspace('.bakeoff', 'runs'))).length >= 2);
  });
});
