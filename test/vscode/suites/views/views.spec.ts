import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openEditors } from '../../support/openEditors.js';
import { page } from '../../support/page.js';
import { person } from '../../support/person.js';
import { setEpochs, smallModel, usePortableEngine, writeInWorkspace } from '../../support/smallModel.js';
import { waitForRun } from '../../support/storedRuns.js';
import { inWorkspace, remember } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { errorsPage, hostile } from './errorsPage.js';

const { executeCommand } = vscode.commands;
const root = () => inWorkspace('.bakeoff', 'runs');
/** As people write them: a layer a line. */
const layersOnLines = (text: string) => text.replace(/\n {6}/g, ' ').replace(/\n {4}}/g, ' }');
const withHiddenLayer = (text: string) =>
  text.replace('{ "type": "dense"', '{ "type": "dense", "units": 16, "activation": "relu" },\n    { "type": "dense"');
const wrongLink = '.inspector-links vscode-button:has-text("Open where it went wrong")';
const openLink = '.inspector-links vscode-button:has-text("Open in definition")';

/** A definition with one convolution, in the workspace. */
function inWorkspaceModel(): vscode.Uri {
  const layers = [
    { type: 'rescale', scale: 1 / 255 },
    { type: 'conv2d', name: 'conv', filters: 2, kernelSize: 5, strides: 3, activation: 'relu' },
    { type: 'flatten' },
    { type: 'dense', units: 10, activation: 'softmax' },
  ];
  const text = JSON.stringify({ name: 'convolution', layers, training: { epochs: 1, callbacks: [] } }, undefined, 2);
  return writeInWorkspace('convolution.model.jsonc', layersOnLines(text));
}

describe('from a training to the line of a definition', () => {
  let runId = '';
  let definition = vscode.Uri.file('/');
  /** Of the output layer, from 1. */
  let line = 0;
  let worst = { row: 0, column: 0, count: 0 };

  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
    await setEpochs(4);
    definition = writeInWorkspace(hostile.file, withHiddenLayer(layersOnLines(smallModel(hostile.model))));
  });

  /** The editor beside the panel, once it shows a file with the line of the output layer selected. */
  async function editorBeside(uri: vscode.Uri): Promise<vscode.TextEditor> {
    const editor = await waitFor(`the editor of ${uri}`, () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.toString() === uri.toString() ? active : undefined;
    });
    await waitFor('the selection', () => !editor.selection.isEmpty);
    assert.equal(editor.viewColumn, vscode.ViewColumn.Two);
    return editor;
  }

  it('a curve grows while it trains, and stays at its end', async () => {
    await executeCommand('modelBakeoff.trainDefinition', definition);
    const run = await waitForRun(root(), 'the run', ({ modelName }) => modelName === hostile.model);
    runId = run.runId;
    await executeCommand('modelBakeoff.openRun', runId);
    await page.click('#tab-training');
    await page.waitForText('.progress-text', /^Epoch [1-4] of 4/);
    await waitFor('a curve', async () => (await page.drawnPixels()) > 200);
    const early = await page.drawnPixels();
    await waitFor('more of it', async () => (await page.drawnPixels()) > early);
    await waitForRun(root(), 'the end', (found) => found.runId === runId && found.status === 'completed');
    await page.click('#tab-overview');
    await page.waitForText('.verdict', /gets \d\d\.\d+ %/);
  });

  it('a cell of the confusion matrix opens its images, as many as it says', async () => {
    await page.click('#tab-confusion');
    worst = await errorsPage.worstCell();
    assert.ok(worst.count > 0);
    await page.click(`.confusion-table td[data-row="${worst.row}"][data-column="${worst.column}"]`);
    const crumbs = await errorsPage.crumbs(/→.*images?$/);
    assert.match(crumbs, new RegExp(`${worst.count} images?$`));
    assert.equal(await errorsPage.imageCount(), worst.count);
  });

  it('an image opens its details, those the definition, at the line of its output layer', async () => {
    await page.click('.tile[aria-posinset="1"]');
    await errorsPage.inspected();
    const link = await page.waitForText(openLink, /Open in definition: .+ \(line \d+\)/);
    line = Number(/line (\d+)/.exec(link)?.[1]);
    await ui('screenshot', { name: 'inspector' });
    await page.click(openLink);
    const editor = await editorBeside(definition);
    assert.equal(editor.selection.start.line, line - 1);
    assert.match(editor.document.lineAt(line - 1).text, /"units": 10/);
    await ui('screenshot', { name: 'definition-beside' });
    await executeCommand('workbench.action.closeActiveEditor');
  });

  it('the model looks at parts of it, and finds training images that are alike', async () => {
    await page.waitForText('.map-facts', /^Hiding [\s\S]+squares of 7 × 7 pixels, 144 places/);
    await page.click('vscode-button:has-text("Find them")');
    await page.waitForText('.inspector', /numbers that .+ gives, just before the classes/);
    await page.wait('.neighbours li:nth-child(6) >> nth=1');
    await ui('screenshot', { name: 'where-it-looks' });
    await page.click('.tile[aria-posinset="1"]');
  });

  it('so does the key o on an image', async () => {
    await page.click('.tile[aria-posinset="2"]');
    await ui('press', { keys: 'o' });
    const editor = await editorBeside(definition);
    assert.equal(editor.selection.start.line, line - 1);
    await executeCommand('workbench.action.closeActiveEditor');
  });

  it('Alt and the arrows go back and forward on that way', async () => {
    const second = await errorsPage.inspected();
    await page.click('.tile[aria-posinset="2"]');
    await ui('press', { keys: 'Alt+ArrowLeft' });
    await waitFor('the first image', async () => (await errorsPage.inspected()) !== second);
    await ui('press', { keys: ['Alt+ArrowLeft', 'Alt+ArrowLeft'] });
    await page.wait('.view.confusion');
    await ui('press', { keys: 'Alt+ArrowRight' });
    await errorsPage.crumbs(/→.*images?$/);
    assert.deepEqual(openEditors().length, 1);
  });

  it('a click leads to the line of the layer where the image went wrong', async () => {
    await page.click('.tile[aria-posinset="1"]');
    const link = await page.waitForText(wrongLink, /went wrong: dense(_1)?, line \d+/);
    await page.waitForText('.where-wrong', /^(It went wrong at dense_1: dense before it|No layer has it right)/);
    assert.equal(await ui('count', { webview: true, selector: '.layer-votes li' }), 2);
    await ui('screenshot', { name: 'where-wrong' });
    await page.click(wrongLink);
    const editor = await editorBeside(definition);
    assert.equal(editor.selection.start.line, Number(/line (\d+)/.exec(link)?.[1]) - 1);
    await executeCommand('workbench.action.closeActiveEditor');
  });

  it('the line of a layer says what it knows, and leads to the images that it gains', async () => {
    await vscode.window.showTextDocument(definition);
    const lens = await waitFor('the lens', async () => {
      const lenses = await executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', definition, 100);
      return lenses.find(({ command }) => /^dense_1 · probe \d+\.\d % · .+\/.+ \d+ %/.test(command?.title ?? ''));
    });
    const [hover] = await executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', definition, lens.range.start);
    const texts = hover?.contents.map((content) => (typeof content === 'string' ? content : content.value)).join('');
    assert.match(texts ?? '', /\*\*`dense_1`\*\* \| \*\*\d+\.\d %\*\*/);
    assert.equal(lens.command?.command, 'modelBakeoff.showLayerSamples');
    await executeCommand('modelBakeoff.showLayerSamples', ...(lens.command?.arguments ?? []), 'gained');
    const crumbs = await errorsPage.crumbs(/gained at dense_1.*[\d,]+ images?$/);
    const count = Number(/([\d,]+) images?$/.exec(crumbs)?.[1]?.replace(',', ''));
    if (count > 0) assert.equal(await errorsPage.imageCount(), count);
    await ui('screenshot', { name: 'gained-at-layer' });
    await vscode.window.showTextDocument(definition);
    await executeCommand('workbench.action.closeActiveEditor');
  });

  it('a class opens its errors', async () => {
    await page.click('#tab-classes');
    const name = await page.waitForText('.class-table tbody th .link', /\w/);
    await page.click('.class-table tbody th .link');
    assert.ok((await errorsPage.crumbs(/images?$/)).includes(name));
    assert.ok((await errorsPage.imageCount()) > 0);
  });

  it('a command asks which mistakes, and shows them', async () => {
    await person.command('Model Bake-off: Show misclassified images');
    const rows = await person.rows();
    const [first = ''] = rows.filter((row) => row.includes('→') && /\d+ images?/.test(row));
    assert.match(first, new RegExp(`^.+ → .+${worst.count} images? · \\d+\\.\\d %`));
    await ui('screenshot', { name: 'which-mistakes' });
    const label = first.split(',')[0]?.trim() ?? '';
    await person.pick(label);
    assert.ok((await errorsPage.crumbs(/→.*images?$/)).includes(label));
    assert.equal(await errorsPage.imageCount(), worst.count);
  });

  it('links name a class, or a cell of a run; what is neither is refused', async () => {
    await executeCommand('modelBakeoff.showErrors', runId, worst.column);
    const ofClass = await errorsPage.crumbs(/^(?!.*→).*images?$/);
    await executeCommand('modelBakeoff.showErrors', runId, worst.row, worst.column);
    assert.notEqual(await errorsPage.crumbs(/→.*images?$/), ofClass);
    await executeCommand('modelBakeoff.showErrors', runId, '<b>', 1).then(undefined, () => undefined);
    assert.match(await person.notification('Classes are given by their numbers'), /\["<b>",1\]/);
    await executeCommand('notifications.clearAll');
  });

  it('of a definition that was edited since, the text that was trained is shown, and what has changed', async () => {
    const document = await vscode.workspace.openTextDocument(definition);
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// One line more.\n\n\n'));
    await page.click('.tile[aria-posinset="1"]');
    await page.wait('.inspector-links vscode-button:has-text("Show what changed")');
    await page.click(openLink);
    const copy = await waitFor('the copy of the run', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'bakeoff-run' && !active.selection.isEmpty ? active : undefined;
    });
    assert.equal(copy.selection.start.line, line - 1);
    assert.doesNotMatch(copy.document.getText(), /One line more/);
    await executeCommand('workbench.action.closeActiveEditor');
    await page.click('.inspector-links vscode-button:has-text("Show what changed")');
    await waitFor('the comparison', () => openEditors().some((label) => label.includes(': as trained')));
    await executeCommand('workbench.action.closeActiveEditor');
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    await executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('names that are markup are text', async () => {
    const renamed = executeCommand('modelBakeoff.renameRun', runId);
    await person.answer(hostile.label);
    await renamed;
    for (const view of ['overview', 'training', 'classes', 'confusion', 'errors', 'data']) {
      await page.click(`#tab-${view}`);
      await page.wait(`.view.${view}`);
      await page.waitForText('.chips', /<script>/);
      const made = await page.evaluate('html', "(html) => html.querySelectorAll('img, #page script').length");
      const hit = await page.evaluate('body', '(body) => body.dataset.hit ?? null');
      assert.equal(hit, null, view);
      assert.equal(made, 0, view);
    }
  });

  it('a map of a layer leads to its line', async () => {
    const convolution = inWorkspaceModel();
    await executeCommand('modelBakeoff.trainDefinition', convolution);
    const run = await waitForRun(root(), 'the second run', ({ modelName }) => modelName === 'convolution');
    await waitForRun(root(), 'its end', (found) => found.runId === run.runId && found.status === 'completed');
    await executeCommand('modelBakeoff.openRun', run.runId);
    await page.click('#tab-errors');
    await page.wait('.tile:not(.is-waiting)');
    await page.click('.tile[aria-posinset="1"]');
    await page.waitForText('.map-facts', /speaks for/i);
    await ui('screenshot', { name: 'grad-cam' });
    await page.click('.map-figure .link');
    const editor = await editorBeside(convolution);
    assert.match(editor.document.lineAt(editor.selection.start.line).text, /"name": "conv"/);
    await executeCommand('workbench.action.closeActiveEditor');
  });

  it('was refused nothing by its policy, and nothing was thrown', async () => {
    const errors = (await ui('pageErrors', {})).filter((error) =>
      /Content Security Policy|webview\.(js|css)|onerror/.test(error),
    );
    assert.deepEqual(errors, []);
    await executeCommand('modelBakeoff.showErrors', runId, worst.row, worst.column);
    await errorsPage.crumbs(/→.*images?$/);
    await page.click('.tile[aria-posinset="1"]');
    remember('crumbs', await errorsPage.crumbs(/→.*images?$/));
    remember('image', await errorsPage.inspected());
  });
});
