import assert from 'node:assert/strict';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { row, twist, waitForNoRow, waitForRow } from '../results/rows.js';

const shipped = (name: string) => join(extensionUnderTest().extensionPath, 'data', name);

describe('the models tree', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await person.sidebar('Model Bake-off');
  });

  it('shows what is shipped where there is nothing else', async () => {
    await waitForRow('Shipped');
    await twist('Shipped');
    await waitForRow('cnn, model, 422,026 parameters · 4.2 M MACs');
    await waitForRow('fashion-mnist, comparison');
    await ui('screenshot', { name: 'models-shipped' });
  });

  it('shows the folders, when there are several, with their definitions', async () => {
    for (const name of ['ann.model.jsonc', 'ann-relu.model.jsonc', 'cnn.model.jsonc', 'fashion-mnist.bakeoff.jsonc'])
      copyFileSync(shipped(name), inWorkspace('alpha', name));
    writeFileSync(inWorkspace('beta', 'wrong.model.jsonc'), '{ "name": "wrong", "layers": [{ "type": "dens" }] }');
    await waitForRow('alpha');
    await waitForRow('beta');
    await waitForNoRow('Shipped');
    await waitForRow('cnn, model, 422,026 parameters');
    await waitForRow('wrong, model, ', ' error');
  });

  it('shows the layers of a model, and the models of a comparison', async () => {
    await twist('cnn, model');
    await waitForRow('conv2d, layer, 28×28×32 · 320 parameters · 0.2 M MACs');
    await waitForRow('conv2d_1, layer, conv2d · 14×14×64 · 18,496 parameters');
    await twist('cnn, model');
    await twist('fashion-mnist, comparison');
    await waitForRow('cnn, 422,026 parameters');
    await twist('fashion-mnist, comparison');
    await twist('wrong, model');
    await waitForRow('layer, has a mistake');
    await ui('screenshot', { name: 'models-tree' });
  });

  it('follows what is written and deleted', async () => {
    rmSync(inWorkspace('alpha', 'cnn.model.jsonc'));
    await waitForNoRow('cnn, model');
    const text =
      '{ "name": "right", "layers": [{ "type": "flatten" }, { "type": "dense", "units": 10, "activation": "softmax" }] }';
    writeFileSync(inWorkspace('beta', 'wrong.model.jsonc'), text);
    await waitForRow('right, model, 7,850 parameters');
    assert.equal(await ui('count', { selector: row('wrong') }), 0);
  });
});
