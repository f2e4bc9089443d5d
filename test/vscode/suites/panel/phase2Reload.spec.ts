import assert from 'node:assert/strict';
import { openEditors } from '../../support/openEditors.js';
import { page } from '../../support/page.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

describe('the results panel after a reload', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('is there again, with its runs and the view that was selected', async () => {
    await page.wait('.view.training canvas');
    await waitFor('the curves', async () => (await page.drawnPixels()) > 3000);
    assert.match(await page.text('.chips'), /ann[\s\S]*cnn/);
    assert.equal(openEditors().filter((label) => label.startsWith('Results')).length, 1);
    await ui('screenshot', { name: 'after-a-reload' });
  });
});
