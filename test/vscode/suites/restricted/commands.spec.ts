import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { commands, Uri, window, workspace } from 'vscode';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { waitForRow } from '../results/rows.js';

const run = (name: string, ...args: readonly unknown[]) => commands.executeCommand(`modelBakeoff.${name}`, ...args);

describe('in Restricted Mode', () => {
  before(function () {
    if (!hasUi) this.skip();
    assert.equal(workspace.isTrusted, false);
  });
  afterEach(() => commands.executeCommand('notifications.clearAll'));

  // In code, not only in menus: keys and other extensions run commands too.
  for (const name of [
    'trainFashionMnist',
    'trainDefinition',
    'trainAll',
    'resumeRun',
    'verifyRun',
    'installEngine',
    'fetchDataset',
    'fetchBackbone',
  ])
    it(`${name} is refused, with the reason`, async () => {
      await run(name);
      await person.notification('Restricted Mode');
      assert.equal(existsSync(inWorkspace('.bakeoff')), false);
    });

  it('has a models view with what can be read, and says of the results why nothing is trained', async () => {
    await person.sidebar('Model Bake-off');
    await waitForRow('Shipped');
    await ui('wait', { selector: '.sidebar :text("In Restricted Mode runs can be read and compared")' });
    await ui('screenshot', { name: 'restricted-views' });
  });

  it('offers none of that in the palette', async () => {
    await commands.executeCommand('workbench.action.quickOpen', '>Model Bake-off: ');
    const rows = await waitFor('commands', async () => {
      const all = await person.rows();
      return all.some((row) => row.includes('New definition')) && all;
    });
    assert.deepEqual(
      rows.filter((row) => /Train|Install|Download|Verify|Resume/.test(row)),
      [],
    );
    await commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('writes samples where the person asks for them', async () => {
    const folder = Uri.file(inWorkspace('samples'));
    void run('createSampleWorkspace', folder);
    await waitFor('the comparison', () => window.activeTextEditor?.document.languageId === 'bakeoff-comparison');
    assert.ok(existsSync(inWorkspace('samples', 'cnn.model.jsonc')));
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
});
