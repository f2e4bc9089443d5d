import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commands, type Uri } from 'vscode';
import { person } from '../../support/person.js';
import { smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { clusterUrl, useCluster } from './cluster.js';
import { TOKEN } from './suite.js';

const TOAST = '.notification-toast';

/** An address where nothing listens: one that was free a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('a cluster that cannot be used', () => {
  let comparison: Uri;

  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
    await useCluster('');
    for (const name of ['one', 'two', 'three']) writeInWorkspace(`${name}.model.jsonc`, smallModel(name));
    const models = ['one.model.jsonc', 'two.model.jsonc', 'three.model.jsonc'];
    comparison = writeInWorkspace('three.bakeoff.jsonc', JSON.stringify({ name: 'three', seeds: 2, models }));
  });

  beforeEach(() => commands.executeCommand('notifications.clearAll'));

  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    assert.deepEqual(await storedRuns(inWorkspace('.bakeoff', 'runs')), []);
  });

  /** The message of the only notification that says this, of all six trainings together. */
  async function toldOnce(text: string): Promise<string> {
    const message = await person.notification(text);
    await waitFor('nothing that waits', async () => !(await person.statusBar()).some((line) => /waiting/.test(line)));
    assert.equal(await ui('count', { selector: `${TOAST}:has-text("could not begin")` }), 1);
    return message;
  }

  it('as it is not named: says so once, and the way to the setting', async () => {
    await commands.executeCommand('modelBakeoff.trainAll', comparison);
    assert.match(
      await toldOnce('There is no address'),
      /^The training of \w+ could not begin: There is no address of a Ray/,
    );
    await person.notificationButton('Open Settings');
    await ui('wait', { selector: '.settings-editor .setting-item-contents:has-text("Address of the dashboard")' });
    await ui('screenshot', { name: 'settings' });
  });

  it('as nobody answers: says so once, what to look at, and the way to the setting', async () => {
    const address = await deadAddress();
    await useCluster(address);
    await commands.executeCommand('modelBakeoff.trainAll', comparison);
    const message = await toldOnce('Nothing answers');
    assert.match(
      message,
      /the connection was refused\. Is the cluster running, and is this the address of its dashboard\?/,
    );
    assert.ok(message.includes(new URL(address).host), message);
    assert.equal(await ui('count', { selector: `${TOAST} .monaco-button:has-text("Open Settings")` }), 1);
  });

  it('as it wants a token: asks for it at the press of a button, and says what the cluster makes of it', async () => {
    await useCluster(clusterUrl());
    await commands.executeCommand('modelBakeoff.trainAll', comparison);
    assert.match(await toldOnce('asks for a token'), /"Set Ray token…"/);
    await ui('screenshot', { name: 'asks-for-a-token' });
    await person.notificationButton('Set Ray Token…');
    await person.answer('wrong');
    assert.match(
      await person.notification('does not accept the token'),
      /^The token is kept, but the cluster cannot be used: .* does not accept the token \(403\)/,
    );
    await person.notificationButton('Set Ray Token…');
    await person.answer(TOKEN);
    assert.match(await person.notification('answers at'), /^Ray 2\.60\.0 answers at http:\/\/127\.0\.0\.1:\d+/);
  });
});
