import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { contributes } from '../../../../package.json';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { activationTimes } from '../../support/startupPerformance.js';

describe('activation in an empty folder', () => {
  it('waits until something of the extension is used', () => {
    assert.equal(extensionUnderTest().isActive, false);
  });

  it('takes less than 50 ms', async () => {
    await extensionUnderTest().activate();
    const { loadMs, callMs, finishMs } = await activationTimes(extensionUnderTest().id);
    console.log(`      loading ${loadMs} ms, activate ${callMs} ms, until it was settled ${finishMs} ms`);
    assert.ok(loadMs + callMs + finishMs < 50);
  });

  it('registers every command of the manifest', async () => {
    const registered = new Set(await commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
