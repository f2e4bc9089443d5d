import { commands } from 'vscode';
import { person } from '../../support/person.js';
import { smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, remember } from '../../support/suitePlace.js';
import { hasUi } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('before a reload', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('a training goes on, and another one waits', async () => {
    await usePortableEngine();
    for (const name of ['first', 'second'])
      await commands.executeCommand(
        'modelBakeoff.trainDefinition',
        writeInWorkspace(`${name}.model.jsonc`, smallModel(name)),
      );
    const root = inWorkspace('.bakeoff', 'runs');
    const { runId, epochs } = await waitForRun(root, 'an epoch', (run) => run.modelName === 'first' && run.epochs > 0);
    await waitFor('what waits', async () => (await person.statusBar()).some((text) => text.includes('1 waiting')));
    remember('first', { runId, epochs });
  });
});
