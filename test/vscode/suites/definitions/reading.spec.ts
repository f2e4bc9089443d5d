import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { closeAll, expectProblems, openFile, openUntitled, placeOf, replace } from './openDefinition.js';
import { longModel, residualText } from './texts.js';

const lensesOf = ({ document }: vscode.TextEditor) =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);

async function hintsOf({ document }: vscode.TextEditor): Promise<string[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    all,
  );
  return hints.map(({ label, position }) => `${position.line} ${label}`);
}

const shapes = ['3 → 28×28×1', '4 → 28×28×8', '5 → 28×28×8', '6 → 28×28×8', '7 → 7×7×8', '8 → 392', '9 → 10'];

describe('a definition', () => {
  beforeEach(closeAll);

  it('has lenses to train and compare it, and on each layer what it costs', async () => {
    const editor = await openFile('residual.model.jsonc');
    const lenses = await lensesOf(editor);
    assert.deepEqual(
      lenses.map(({ range, command }) => `${range.start.line} ${command?.title}`),
      [
        '1 Train',
        '1 Compare with…',
        '3 28×28×1',
        '4 28×28×8 · 80 parameters · 0.1 M MACs',
        '5 28×28×8 · 584 parameters · 0.5 M MACs',
        '6 28×28×8',
        '7 7×7×8',
        '8 392',
        '9 10 · 3,930 parameters · 3,920 MACs',
      ],
    );
    const [train, compare, facts] = lenses.map(({ command }) => command);
    assert.equal(train?.command, 'modelBakeoff.trainDefinition');
    assert.equal(compare?.command, 'modelBakeoff.compareWith');
    assert.equal(String(train?.arguments?.[0].uri), editor.document.uri.toString());
    assert.equal(facts?.command, '');
  });

  it('has the shape of each layer behind it, also while a bracket is open', async () => {
    const editor = await openUntitled(residualText);
    assert.deepEqual(await hintsOf(editor), shapes);
    assert.equal((await lensesOf(editor)).length, 9);
    await replace(editor, '"stem", "inner"] },', '"stem", "inner"');
    assert.deepEqual(await hintsOf(editor), shapes);
    assert.equal((await lensesOf(editor)).length, 9);
  });

  it('has none of both where they are switched off', async () => {
    const settings = vscode.workspace.getConfiguration('modelBakeoff.editor');
    const editor = await openUntitled(residualText);
    try {
      await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
      await settings.update('inlayHints', false, vscode.ConfigurationTarget.Global);
      assert.deepEqual(await lensesOf(editor), []);
      assert.deepEqual(await hintsOf(editor), []);
    } finally {
      await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal((await lensesOf(editor)).length, 9);
  });

  it('explains its layers and options under the pointer', async () => {
    const editor = await openUntitled(residualText);
    const hover = async (piece: string, behind: number) => {
      const place = placeOf(editor, piece, behind);
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        editor.document.uri,
        place,
      );
      return found
        .flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value))
        .join('\n');
    };
    assert.match(await hover('"dense"', 2), /y\[10\] = softmax\(x\[392\] · kernel\[392×10\] \+ bias\[10\]\)/);
    assert.match(await hover('"poolSize"', 3), /\*\*poolSize\*\*/);
    assert.match(await hover('["stem"', 3), /\*\*conv2d\*\* `stem`/);
  });

  it('has an outline', async () => {
    const editor = await openUntitled(residualText);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      editor.document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, detail }) => `${name} ${detail}`),
      ['name residual', 'layers 28×28×1 → 10 classes'],
    );
    assert.deepEqual(symbols[1]?.children.map(({ name, detail }) => `${name} ${detail}`).slice(0, 3), [
      'rescale rescale · 28×28×1',
      'stem conv2d · 28×28×8',
      'inner conv2d · 28×28×8',
    ]);
  });

  it('leads from a name to its layer and to all that read it', async () => {
    const editor = await openUntitled(residualText);
    const { document } = editor;
    const place = placeOf(editor, '["stem"', 3);
    const [link] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      place,
    );
    assert.equal(document.getText(link?.targetSelectionRange), 'stem');
    assert.equal(link?.targetSelectionRange?.start.line, 4);
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      place,
    );
    assert.deepEqual(
      references.map(({ range }) => range.start.line),
      [4, 6],
    );
  });

  it('folds', async () => {
    const editor = await openUntitled(residualText);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      editor.document.uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => `${start}-${end}`),
      ['0-10', '2-9'],
    );
  });

  it('is planned for the images of the comparison that lists it', async () => {
    const editor = await openFile('tiny.model.jsonc');
    await waitFor('its own shapes', async () => (await hintsOf(editor)).join() === '3 → 20,4 → 3');
    await expectProblems(editor);
    const comparison = await openFile('tiny.bakeoff.jsonc');
    await replace(comparison, '"dataset":"idx:tiny",', '');
    await waitFor('the shapes of Fashion-MNIST', async () => (await hintsOf(editor)).join() === '3 → 784,4 → 3');
    await expectProblems(editor, 'class-count');
  });

  it('may be no definition at all', async () => {
    for (const text of ['', '[]', '{', '"', 'null', '{ "layers": {} }', '\u0000', '{ "layers": [[[[']) {
      const editor = await openUntitled(text);
      await Promise.all([lensesOf(editor), hintsOf(editor)]);
      await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', editor.document.uri);
      await vscode.commands.executeCommand(
        'vscode.executeHoverProvider',
        editor.document.uri,
        new vscode.Position(0, 0),
      );
    }
  });

  it('may have a thousand layers', async () => {
    const editor = await openUntitled(longModel(1000));
    assert.equal((await hintsOf(editor)).length, 1000);
  });

  it('is seen like that', async function () {
    if (!hasUi) this.skip();
    const editor = await openFile('residual.model.jsonc');
    await replace(editor, '"flatten"', '"flaten"');
    await ui('wait', { selector: '.squiggly-error' });
    await ui('wait', { selector: '.codelens-decoration >> text=Train' });
    const hints = await waitFor('hints', () => ui('count', { selector: '.view-line >> text=→ 28×28×8' }));
    assert.ok(hints > 0);
    await ui('screenshot', { name: 'definition' });
  });
});

describe('a comparison', () => {
  beforeEach(closeAll);

  it('has a lens that trains all its models', async () => {
    const editor = await openFile('two.bakeoff.jsonc');
    const lenses = await waitFor('lenses', async () => {
      const found = await lensesOf(editor);
      return found.length > 0 && found;
    });
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command]),
      [['Train all and compare', 'modelBakeoff.trainAll']],
    );
  });

  it('leads to its models', async () => {
    const editor = await openFile('two.bakeoff.jsonc');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      editor.document.uri,
    );
    assert.deepEqual(
      links.map(({ target }) => target?.fsPath),
      [inWorkspace('residual.model.jsonc'), inWorkspace('models', 'small.model.jsonc')],
    );
    const [location] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      editor.document.uri,
      placeOf(editor, 'models/small'),
    );
    assert.equal(location?.targetUri.fsPath, inWorkspace('models', 'small.model.jsonc'));
    await replace(editor, 'residual.model.jsonc', '../elsewhere.model.jsonc');
    const left = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      editor.document.uri,
    );
    assert.equal(left.length, 1);
  });
});
