import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from 'vscode';
import { person } from '../../support/person.js';
import { usePortableEngine } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, placeRoot } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { waitForRow } from '../results/rows.js';

/** The extension's own folder in the user's data, wherever this VS Code keeps it. */
function runsRoot(): string {
  const found = readdirSync(placeRoot(), { recursive: true, encoding: 'utf8' }).find((path) =>
    /globalStorage[\\/][^\\/]*model-bakeoff[\\/]runs$/.test(path),
  );
  if (found === undefined) throw new Error('No runs folder is in the storage of the extension.');
  return join(placeRoot(), found);
}

describe('training without a folder', () => {
  it('is offered: the models view has what is shipped', async function () {
    if (!hasUi) this.skip();
    await person.sidebar('Model Bake-off');
    await waitForRow('Shipped');
    await ui('wait', { selector: '.sidebar :text("Nothing trained yet")' });
    await ui('screenshot', { name: 'views-without-a-folder' });
  });

  it('works, and keeps the run in the storage of the extension', async function () {
    if (!hasUi) this.skip();
    assert.equal(workspace.workspaceFolders, undefined);
    await usePortableEngine();
    await person.command('Model Bake-off: Train Fashion-MNIST model');
    await waitFor('the models', async () => (await person.rows()).some((row) => row.startsWith('ann-relu')));
    await person.pick('ann-relu');
    const root = await waitFor('the runs folder', runsRoot);
    const run = await waitForRun(root, 'the end of the run', ({ status }) => status === 'completed');
    assert.equal(run.modelName, 'ann-relu');
    await person.notification('ann-relu is trained');
    await person.sidebar('Model Bake-off');
    await ui('wait', { selector: person.treeRow('ann-relu') });
    await ui('screenshot', { name: 'without-a-folder' });
    assert.deepEqual(readdirSync(inWorkspace()), []);
  });
});
