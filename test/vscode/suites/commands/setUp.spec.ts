import assert from 'node:assert/strict';
import { person } from '../../support/person.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('what is downloaded', () => {
  let window: number;

  before(async function () {
    if (!hasUi) this.skip();
    window = await ui('openWindow', { timeoutMs: 60_000 });
    const file = '.explorer-folders-view [aria-label^="cnn.model.jsonc"]';
    await ui('wait', { window, selector: file, timeoutMs: 30_000 });
    // A window knows only some time after its start that the folder is trusted; an open palette does not notice.
    await waitFor('a trusted window', isInstallingOffered, { timeoutMs: 60_000, everyMs: 500 });
  });
  async function isInstallingOffered(): Promise<boolean> {
    await ui('press', { window, keys: 'F1' });
    // A window that has just begun may not hear the first key.
    const palette = { window, selector: '.quick-input-widget input[type="text"]', timeoutMs: 3_000 };
    await ui('fill', { ...palette, text: '>Model Bake-off: ' });
    const rows = await person.rows(window);
    await ui('press', { window, keys: 'Escape' });
    return rows.some((row) => row.includes('Install native engine'));
  }

  after(async () => {
    if (hasUi) await ui('closeWindow', { window });
  });

  it('is asked about first: the native engine, with its size', async () => {
    await person.command('Model Bake-off: Install native engine', window);
    const dialog = await ui('text', { window, selector: '.monaco-dialog-box', timeoutMs: 30_000 });
    assert.match(dialog, /Install the native engine\?/);
    assert.match(dialog, /0\.9 GB/);
    await ui('screenshot', { window, name: 'install-engine' });
    await person.dialogButton('Cancel', window);
    await ui('wait', { window, selector: '.monaco-dialog-box', state: 'detached' });
  });

  it('says why it cannot be had, what to do, and leads to the log', async () => {
    await person.command('Model Bake-off: Install native engine', window);
    await ui('wait', { window, selector: '.monaco-dialog-box', timeoutMs: 30_000 });
    await person.dialogButton('Install', window);
    const message = await person.notification('did not work', { window, timeoutMs: 30_000 });
    assert.match(message, /ENOTDIR.*BAKEOFF_CACHE/);
    await ui('screenshot', { window, name: 'install-engine-failed' });
    await person.notificationButton('Show Log', window);
    await ui('wait', { window, selector: '.part.panel .view-line:has-text("ENOTDIR")' });
  });

  it('is asked about first: a whole dataset, one of those that are not there', async () => {
    await person.command('Model Bake-off: Download whole dataset', window);
    await person.pick('CIFAR-10', window);
    const dialog = await ui('text', { window, selector: '.monaco-dialog-box', timeoutMs: 30_000 });
    assert.match(dialog, /Download the whole dataset cifar-10\?/);
    assert.match(dialog, /170 MB/);
    await person.dialogButton('Cancel', window);
  });
});
