import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { commands, Uri, window, workspace } from 'vscode';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const run = (name: string, ...args: readonly unknown[]) => commands.executeCommand(`modelBakeoff.${name}`, ...args);

describe('in Restricted Mode', () => {
  before(function () {
    if (!hasUi) this.skip();
    assert.equal(workspace.isTrusted, false);
  });
  afterEach(async () => {
    await commands.executeCommand('notifications.clearAll');
    // VS Code shows three messages in 0.8 s; of more it thinks that they are too many.
    await delay(300);
  });

  // In code, not only in menus: keys and other extensions run commands too.
  for (const name of [
    'trainFashionMnist',
    'trainDefinition',
    'trainAll',
    'resumeRun',
    'verifyRun',
    'installEngine',
    'fetchDataset',
  ])
    it(`${name} is refused, with the reason`, async () => {
      await run(name);
      await person.notification('Restricted Mode');
      assert.equal(existsSync(inWorkspace('.bakeoff')), false);
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
