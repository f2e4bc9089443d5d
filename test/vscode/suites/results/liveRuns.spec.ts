import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { row, twist, waitForNoRow, waitForRow } from './rows.js';
import { ids } from './stored.js';

const BADGE = '.activitybar .action-item:has([aria-label^="Model Bake-off"]) .badge';

const CHECKBOX = '.custom-view-tree-node-item-checkbox';

describe('the results tree, while others change what is stored', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await person.sidebar('Model Bake-off');
    await commands.executeCommand('modelBakeoff.clearFilter');
    await waitForRow('ann, 2 runs');
  });

  it('follows a training of the command line, from its first batch to its result', async () => {
    const training = trainByCommandLine('ann.model.jsonc');
    await waitForRow('running', '/12 · ');
    await ui('wait', { selector: `${BADGE}:has-text("1")` });
    await ui('screenshot', { name: 'results-running' });
    assert.equal(await training, 0);
    await waitForRow('ann, 3 runs');
    await waitForRow('completed', ' % · macro-F1 0.', 'sample');
    await waitForNoRow('running');
    await ui('wait', { selector: BADGE, state: 'hidden' });
  });

  it('asks before it deletes, says how many bytes, and leaves what it is not to touch', async () => {
    const folder = inWorkspace('.bakeoff', 'runs', ids.interrupted);
    const interrupted = `${row('ann, ')}[aria-label*="interrupted"]`;
    const stale = `${row('ann, ')}[aria-label*="88.1 %"]`;
    for (const own of [interrupted, stale]) await ui('click', { selector: `${own} ${CHECKBOX}` });
    await waitForRow('interrupted', 'in the comparison');
    await waitForRow('88.1 %', 'in the comparison');
    // Dialogs are shown in windows that run no tests.
    const other = await ui('openWindow', {});
    // A click on what the window is just about to show by itself would shut it.
    await ui('wait', { window: other, selector: '.activitybar .action-item.checked', timeoutMs: 30_000 });
    await person.sidebar('Model Bake-off', other);
    await ui('wait', { window: other, selector: interrupted, timeoutMs: 30_000 });
    await ui('click', { window: other, selector: `${interrupted} .label-name` });
    await ui('press', { window: other, keys: 'Delete' });
    const dialog = await ui('text', { window: other, selector: '.monaco-dialog-box' });
    assert.match(dialog, new RegExp(`Delete the run ${ids.interrupted}\\?`));
    assert.match(dialog, /\d KB on disk: weights, predictions, curves\. This cannot be undone\./);
    await ui('screenshot', { window: other, name: 'results-delete' });
    await person.dialogButton('Cancel', other);
    assert.ok(existsSync(folder));

    await ui('click', { window: other, selector: `${interrupted} .label-name`, button: 'right' });
    const menu = await ui('text', { window: other, selector: '.context-view .monaco-menu' });
    for (const entry of ['Open run', 'Resume', 'Pin as baseline', 'Show what changed', 'Rename run', 'Delete run'])
      assert.ok(menu.includes(entry), `${entry} in ${menu}`);
    await ui('press', { window: other, keys: ['Escape', 'Delete'] });
    await person.dialogButton('Delete', other);
    // Told by the disk alone, in this window.
    await waitForNoRow('interrupted');
    assert.ok(!existsSync(folder));
    await ui('closeWindow', { window: other });
    await waitForRow('ann, 2 runs');

    // It has left the comparison: one is not enough for it.
    void commands.executeCommand('modelBakeoff.compareSelected');
    await ui('wait', { selector: '.quick-input-widget :text("1 Selected")' });
    await ui('press', { keys: 'Escape' });
    await ui('click', { selector: `${stale} ${CHECKBOX}` });
    await waitForNoRow('in the comparison');
  });
});

describe('the models tree', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('shows the layers of a definition with shape and parameters, and goes to their lines', async () => {
    await twist('cnn, model');
    await waitForRow('flatten, layer, 784');
    const layer = await waitForRow('output, layer, dense · 10 · 7,850 parameters · 7,840 MACs');
    await ui('click', { selector: `${row(layer)} .label-name` });
    await ui('wait', { selector: '.statusbar-item:has-text("Ln 3, Col 1")' });
    await ui('screenshot', { name: 'models-tree' });
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
});

/** Trains in a process of its own that knows nothing of VS Code; gives its exit code. Two epochs are over within a second. */
function trainByCommandLine(definition: string): Promise<number | null> {
  const cli = join(extensionUnderTest().extensionPath, 'dist', 'cli.cjs');
  const limits = ['--epochs', '12', '--engine', 'portable', '--offline', '--runs', join('.bakeoff', 'runs')];
  const child = spawn(process.execPath, [cli, 'train', definition, ...limits], {
    cwd: inWorkspace(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
}
