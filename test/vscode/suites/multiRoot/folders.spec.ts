import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';

describe('a workspace of two folders', () => {
  it('is one in which the extension starts', async () => {
    assert.deepEqual(
      workspace.workspaceFolders?.map(({ name }) => name),
      ['alpha', 'beta'],
    );
    await extensionUnderTest().activate();
  });
});
