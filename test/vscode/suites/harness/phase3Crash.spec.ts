import assert from 'node:assert/strict';
import { openEditors } from '../../support/openEditors.js';
import { recall, remember } from '../../support/suitePlace.js';
import { waitFor } from '../../support/waitFor.js';

describe('the harness after a crash', () => {
  it('goes on in a new extension host, with the editors of before', async () => {
    assert.notEqual(process.pid, recall('process'));
    await waitFor('the editor', () => openEditors().includes('prepared.txt'));
    remember('process', process.pid);
  });
});
