import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from 'vscode';
import { contributes } from '../../../../package.json';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { placeRoot } from '../../support/suitePlace.js';

describe('the packaged extension', () => {
  it('is the one that was installed, and starts', async () => {
    const { extensionPath } = extensionUnderTest();
    assert.ok(extensionPath.startsWith(join(realpathSync(placeRoot()), 'extensions')), extensionPath);
    await extensionUnderTest().activate();
  });

  it('registers every command of the manifest', async () => {
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
