import assert from 'node:assert/strict';
import { recall } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { errorsPage } from './errorsPage.js';

describe('the views after a reload', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('show the same images of the same cell, and the same details', async () => {
    assert.equal(await errorsPage.crumbs(/→.*images?$/), recall('crumbs'));
    assert.equal(await errorsPage.inspected(), recall('image'));
    assert.ok((await errorsPage.imageCount()) > 0);
    await ui('screenshot', { name: 'after-a-reload' });
  });
});
