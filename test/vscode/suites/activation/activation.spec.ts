import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { contributes } from '../../../../package.json';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { remember } from '../../support/suitePlace.js';
import { timedActivation } from './timedActivation.js';

describe('activation in an empty folder', () => {
  it('waits until something of the extension is used', () => {
    assert.equal(extensionUnderTest().isActive, false);
  });

  it('can be timed', async () => {
    remember('activations', [await timedActivation()]);
  });

  it('registers every command of the manifest', async () => {
    const registered = new Set(await commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
