import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { closeAll, expectProblems, openFile, openUntitled, placeOf, putCursor, replace } from './openDefinition.js';
import { modelOf, output, residualText } from './texts.js';

/** What is offered behind a piece of a document, in its order. */
async function offeredAt(editor: vscode.TextEditor, piece: string): Promise<vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    placeOf(editor, piece, piece.length),
  );
  return items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
}

const labels = (items: readonly vscode.CompletionItem[]) =>
  items.map(({ label }) => (typeof label === 'string' ? label : label.label));

describe('completion', () => {
  beforeEach(closeAll);

  it('offers the keys that a layer lacks, those first that it must have', async () => {
    const editor = await openUntitled(modelOf('{ "type": "conv2d", "" }', output));
    const offered = labels(await offeredAt(editor, '"conv2d", "'));
    assert.deepEqual(offered.slice(0, 2), ['filters', 'kernelSize']);
    assert.ok(offered.includes('padding') && !offered.includes('type'));
  });

  it('offers layer types with what they need, as a snippet', async () => {
    const editor = await openUntitled(modelOf('{ "type": "" }', output));
    const offered = await offeredAt(editor, '"type": "');
    const dense = offered.find(({ label }) => label === 'dense');
    assert.ok(dense?.insertText instanceof vscode.SnippetString);
    assert.match(dense.insertText.value, /^"dense", "units": \$\{1:128\}$/);
    assert.ok(dense.documentation instanceof vscode.MarkdownString);
  });

  it('offers in from the layers before, the nearest first', async () => {
    const editor = await openUntitled(residualText.replace('"from": ["stem", "inner"]', '"from": [""]'));
    assert.deepEqual(labels(await offeredAt(editor, '"from": ["')), ['inner', 'stem', 'rescale', 'input']);
  });

  it('offers a comparison its models and datasets', async () => {
    const editor = await openFile('two.bakeoff.jsonc');
    await replace(editor, '"residual.model.jsonc", ', '"dataset", ');
    assert.deepEqual(labels(await offeredAt(editor, '["')), ['residual.model.jsonc', 'tiny.model.jsonc']);
    await replace(editor, '"models"', '"dataset": "", "models"');
    assert.ok(labels(await offeredAt(editor, '"dataset": "')).includes('fashion-mnist'));
  });

  it('writes what is chosen, with its missing comma', async () => {
    const editor = await openUntitled(modelOf('{ "type": "flatten" }', '{ "type": "dense" "units": 5 }', output));
    await replace(editor, '"units": 5 }', '"uni" }');
    await putCursor(editor, placeOf(editor, '"uni"', 4));
    await waitFor(
      'the chosen key in the text',
      async () => {
        await vscode.commands.executeCommand('editor.action.triggerSuggest');
        await new Promise((resolve) => setTimeout(resolve, 500));
        await vscode.commands.executeCommand('acceptSelectedSuggestion');
        return editor.document.getText().includes('{ "type": "dense", "units": 128 }');
      },
      { everyMs: 200 },
    );
    await expectProblems(editor);
  });

  it('comes by itself as one types, and takes what Enter chooses', async function () {
    if (!hasUi) this.skip();
    const editor = await openUntitled(modelOf('{ "type": "flatten" }', '{ "type": "dense", }', output));
    await putCursor(editor, placeOf(editor, '"dense", ', 9));
    for (const text of ['"', 'u', 'n', 'i']) {
      await ui('type', { text });
      await delay(80);
    }
    await ui('wait', { selector: '.suggest-widget.visible [aria-label^="units"]' });
    await ui('screenshot', { name: 'completion' });
    await ui('press', { keys: 'Enter' });
    await waitFor('the key', () => editor.document.getText().includes('{ "type": "dense", "units": 128}'));
    await ui('type', { text: '64' });
    await waitFor('the value in its place', () => editor.document.getText().includes('"units": 64}'));
    await expectProblems(editor);
  });

  it('starts a new file', async () => {
    const editor = await openUntitled('');
    assert.deepEqual(labels(await offeredAt(editor, '')), ['model']);
  });
});
