import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { closeAll, expectProblems, openFile, openUntitled, placeOf, putCursor, replace } from './openDefinition.js';
import { modelOf, output, residualText } from './texts.js';

/** The changes that are offered at a piece of a document. */
async function actionsAt(editor: vscode.TextEditor, piece: string, kind?: vscode.CodeActionKind) {
  const range = new vscode.Range(placeOf(editor, piece), placeOf(editor, piece, piece.length));
  const args = [editor.document.uri, range, ...(kind === undefined ? [] : [kind.value])];
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', ...args);
}

/** Makes one of them, found by its title. */
async function apply(actions: readonly vscode.CodeAction[], title: RegExp): Promise<vscode.CodeAction> {
  const action = actions.find((candidate) => title.test(candidate.title));
  if (action?.edit === undefined)
    throw new Error(`None is ${title}: ${actions.map((other) => other.title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  return action;
}

describe('quick fixes', () => {
  beforeEach(closeAll);

  it('insert a flatten layer', async () => {
    const editor = await openUntitled(modelOf('{ "type": "conv2d", "filters": 4, "kernelSize": 3 }', output));
    await expectProblems(editor, 'dense-needs-flatten');
    const action = await apply(await actionsAt(editor, '"dense"'), /flatten/i);
    assert.ok(action.isPreferred);
    assert.match(editor.document.getText(), /\{ "type": "flatten" \},\n {4}\{ "type": "dense"/);
    await expectProblems(editor);
  });

  it('set the units of the last layer', async () => {
    const editor = await openUntitled(modelOf('{ "type": "flatten" }', output.replace('10', '12')));
    await expectProblems(editor, 'class-count');
    await apply(await actionsAt(editor, '12', vscode.CodeActionKind.QuickFix), /10/);
    assert.ok(editor.document.getText().includes('"units": 10'));
    await expectProblems(editor);
  });

  it('rename a misspelt key, as one step that can be undone', async () => {
    const editor = await openFile('residual.model.jsonc');
    await replace(editor, '"filters"', '"filtres"');
    await expectProblems(editor, 'unknown-key');
    await apply(await actionsAt(editor, '"filtres"'), /filters/);
    assert.equal(editor.document.getText(), residualText);
    await expectProblems(editor);
    await vscode.commands.executeCommand('undo');
    assert.ok(editor.document.getText().includes('"filtres"'));
  });

  it('mend everything at once', async () => {
    const text = modelOf('{ "type": "flaten" }', output.replace('"units"', '"unit"'));
    const editor = await openUntitled(text);
    await expectProblems(editor, 'unknown-layer-type', 'unknown-key');
    const actions = await actionsAt(editor, '"flaten"', vscode.CodeActionKind.SourceFixAll);
    assert.deepEqual(
      actions.map(({ kind }) => kind?.value),
      ['source.fixAll.modelBakeoff'],
    );
    await apply(actions, /all 2/);
    assert.equal(editor.document.getText(), modelOf('{ "type": "flatten" }', output));
  });

  it('are chosen from the menu of the line', async function () {
    if (!hasUi) this.skip();
    const editor = await openUntitled(modelOf('{ "type": "conv2d", "filters": 4, "kernelSize": 3 }', output));
    await expectProblems(editor, 'dense-needs-flatten');
    await putCursor(editor, placeOf(editor, '"dense"', 3));
    // A menu closes when a lens comes and moves the lines.
    await waitFor(
      'the menu',
      async () => {
        await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
        await vscode.commands.executeCommand('editor.action.quickFix');
        await ui('wait', { selector: '.action-widget .action .title >> nth=0', timeoutMs: 2000 });
        return true;
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    await ui('screenshot', { name: 'quick-fix' });
    await ui('press', { keys: 'Enter' });
    await expectProblems(editor);
    assert.ok(editor.document.getText().includes('{ "type": "flatten" },'));
  });

  it('find the model that was meant', async () => {
    const editor = await openFile('two.bakeoff.jsonc');
    await replace(editor, 'residual.model', 'residaul.model');
    await expectProblems(editor, 'missing-model');
    await apply(await actionsAt(editor, 'residaul'), /residual\.model\.jsonc/);
    await expectProblems(editor);
  });
});

describe('other changes', () => {
  beforeEach(closeAll);

  it('are offered where nothing is wrong, but not asked for with fixes only', async () => {
    const editor = await openUntitled(residualText);
    const all = await actionsAt(editor, '"flatten"', vscode.CodeActionKind.Refactor);
    await apply(all, /name "flatten"/);
    assert.ok(editor.document.getText().includes('{ "type": "flatten", "name": "flatten" }'));
    assert.deepEqual(await actionsAt(editor, '"add"', vscode.CodeActionKind.QuickFix), []);
  });

  it('write the training recipe out', async () => {
    const editor = await openUntitled(residualText);
    await apply(await actionsAt(editor, '"name"', vscode.CodeActionKind.Refactor), /recipe/);
    assert.match(editor.document.getText(), /"training": \{\n/);
    await expectProblems(editor);
  });
});

describe('renaming', () => {
  beforeEach(closeAll);

  const rename = (editor: vscode.TextEditor, place: vscode.Position, name: string) =>
    vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      editor.document.uri,
      place,
      name,
    );

  it('changes a layer and everything that reads it', async () => {
    const editor = await openUntitled(residualText);
    const edit = await rename(editor, placeOf(editor, '["stem"', 3), 'first');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(editor.document.getText(), residualText.replaceAll('"stem"', '"first"'));
  });

  it('starts from the name without its quotes', async () => {
    const editor = await openUntitled(residualText);
    const found = await vscode.commands.executeCommand<{ range: vscode.Range; placeholder: string }>(
      'vscode.prepareRename',
      editor.document.uri,
      placeOf(editor, '"inner"', 2),
    );
    assert.equal(found.placeholder, 'inner');
    assert.equal(editor.document.getText(found.range), 'inner');
  });

  it('says why it does not', async () => {
    const editor = await openUntitled(residualText);
    const place = placeOf(editor, '"stem"', 2);
    await assert.rejects(async () => rename(editor, place, 'inner'), /Another layer is named "inner" already/);
    await assert.rejects(async () => rename(editor, place, 'a b'), /A layer's name is a letter/);
    await replace(editor, '"flatten" },', '"flatten" ');
    await assert.rejects(async () => rename(editor, place, 'first'), /Mend the mistakes/);
  });
});

describe('formatting', () => {
  beforeEach(closeAll);

  it('is that of JSON with comments', async () => {
    const text = '{"name":"a",// why\n"layers":[{"type":"flatten"}]}';
    const formatted: string[] = [];
    for (const language of ['bakeoff-model', 'jsonc']) {
      const { document } = await openUntitled(text, language);
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        { tabSize: 2, insertSpaces: true },
      );
      const change = new vscode.WorkspaceEdit();
      change.set(document.uri, edits);
      assert.ok(await vscode.workspace.applyEdit(change));
      formatted.push(document.getText());
    }
    assert.equal(
      formatted[0],
      '{\n  "name": "a", // why\n  "layers": [\n    {\n      "type": "flatten"\n    }\n  ]\n}',
    );
    assert.equal(formatted[1], formatted[0]);
  });
});
