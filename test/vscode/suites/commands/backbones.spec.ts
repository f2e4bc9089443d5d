import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { commands, Uri, window } from 'vscode';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';

const networks = ['vgg16', 'mobilenetV2'] as const;
const fileOf = (network: string) => inWorkspace(`${network}.model.jsonc`);

/** Trains a model on a network whose ImageNet weights are nowhere here. */
async function trainOn(network: (typeof networks)[number]): Promise<void> {
  const file = fileOf(network);
  const layers = `{ "type": "backbone", "name": "${network}" }, { "type": "globalAveragePooling2d" },
    { "type": "dense", "units": 10, "activation": "softmax" }`;
  writeFileSync(file, `{ "name": "${network}", "layers": [${layers}] }`);
  await window.showTextDocument(Uri.file(file));
  await person.command('Model Bake-off: Train this definition');
}

describe('weights of published networks', () => {
  before(function () {
    if (!hasUi) this.skip();
  });
  afterEach(async () => {
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('workbench.action.closeAllEditors');
    for (const network of networks) rmSync(fileOf(network), { force: true });
  });

  it('that are missing are offered before anything is trained', async () => {
    await trainOn('vgg16');
    const message = await person.notification('are not on this machine');
    assert.match(message, /^The ImageNet weights of vgg16 are not on this machine/);
    await ui('wait', { selector: '.notification-toast .monaco-button:has-text("Download and Train")' });
    await ui('screenshot', { name: 'backbone-missing' });
    assert.equal(existsSync(inWorkspace('.bakeoff', 'runs')), false);
  });

  it('that nobody may download are named, with the place where they belong', async () => {
    await trainOn('mobilenetV2');
    const message = await person.notification('Nothing was trained');
    assert.match(message, /no ImageNet weights of mobilenetV2 on this machine\. Put https:\S+\.h5 as \S+\.h5 in /);
    assert.equal(existsSync(inWorkspace('.bakeoff', 'runs')), false);
  });

  it('are listed, with their size, by the command that downloads them', async () => {
    await person.command('Model Bake-off: Download backbone weights');
    const rows = await person.rows();
    assert.ok(rows.some((row) => /VGG16.*58\.9 MB/.test(row)));
    assert.ok(!rows.some((row) => row.includes('MobileNetV2')));
    await ui('screenshot', { name: 'backbones' });
    await commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('leave features, of which there are none yet', async () => {
    await person.command('Model Bake-off: Clear feature cache');
    assert.match(await person.notification('features'), /There are no features in the cache/);
  });
});
