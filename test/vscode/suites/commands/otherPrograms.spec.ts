import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { commands, Uri, window } from 'vscode';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi } from '../../support/ui.js';

const layer = (className: string, config: object) => ({ class_name: className, config });

/** What Keras would say of a small model that ends in this layer. */
function keras(last: object): string {
  const layers = [layer('InputLayer', { batch_shape: [null, 28, 28] }), layer('Flatten', { name: 'flatten' }), last];
  return JSON.stringify({ class_name: 'Sequential', config: { name: 'theirs', layers } });
}

describe('a model of Keras', () => {
  before(function () {
    if (!hasUi) this.skip();
  });
  afterEach(async () => {
    await commands.executeCommand('notifications.clearAll');
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(inWorkspace('theirs.json'), { force: true });
  });

  async function imported(text: string): Promise<void> {
    const file = inWorkspace('theirs.json');
    writeFileSync(file, text);
    await commands.executeCommand('modelBakeoff.importKeras', Uri.file(file));
  }

  it('opens as a definition', async () => {
    await imported(keras(layer('Dense', { name: 'dense', units: 10, activation: 'softmax' })));
    const { document } = window.activeTextEditor ?? {};
    assert.equal(document?.isUntitled, true);
    assert.equal(document?.languageId, 'bakeoff-model');
    assert.deepEqual(JSON.parse(document?.getText() ?? '').layers, [
      { type: 'flatten' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ]);
  });

  it('that cannot be said is shown at its place', async () => {
    const text = keras(layer('LSTM', { name: 'l' }));
    await imported(text);
    const message = await person.notification('is no layer that a definition could name');
    assert.match(message, /"l": LSTM/);
    const { document, selection } = window.activeTextEditor ?? {};
    assert.equal(selection && document?.getText(selection), '"LSTM"');
    assert.equal(readFileSync(inWorkspace('theirs.json'), 'utf8'), text);
  });
});
