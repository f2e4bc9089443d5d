import assert from 'node:assert/strict';
import { type CodeLens, commands, env, TabInputTextDiff, TabInputWebview, Uri, window, workspace } from 'vscode';
import { person } from '../../support/person.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { row, twist, waitForNoRow, waitForRow } from './rows.js';
import { editedText, ids, trainedText } from './stored.js';

const run = (name: string, ...args: readonly unknown[]) => commands.executeCommand(`modelBakeoff.${name}`, ...args);

describe('the results tree', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await person.sidebar('Model Bake-off');
    await waitForRow('cnn, 4 runs');
  });

  it('shows what is stored: figures, why a run has none, and what has been edited since', async () => {
    await twist('cnn, 4 runs');
    await waitForRow('ann, ', 'seed 0, completed, 88.1 % · macro-F1 0.899 · 22 s · sample · edited since');
    await waitForRow('ann, ', 'seed 1, interrupted · 3/10 · validation 82.0 %');
    await waitForRow('failed · The loss is NaN in step 12.');
    await waitForRow('93.0 ± 1.0 % · macro-F1 0.899 ± 0.000 · 22 s each · 3 seeds');
    await ui('screenshot', { name: 'results-tree' });
  });

  it('opens the seeds of a model', async () => {
    const seeds = await waitForRow('3 seeds');
    await twist(seeds);
    for (const [seed, accuracy] of ['92.0 %', '93.0 %', '94.0 %'].entries())
      await waitForRow(`cnn, seed ${seed}, completed, ${accuracy}`);
  });

  it('tells the parameters and the size on disk when it is pointed at', async () => {
    await ui('hover', { selector: `${row('cnn, seed 2')} .label-name` });
    const tooltip = await ui('text', { selector: '.monaco-hover:has-text("On disk")' });
    for (const text of ['Completed', 'Test accuracy', '94.00 %', '421,642', 'Fashion-MNIST', ids.cnn[2], ' KB'])
      assert.ok(tooltip.includes(text), `${text} in ${tooltip}`);
    await ui('screenshot', { name: 'results-tooltip' });
    await ui('press', { keys: 'Escape' });
  });

  it('shows why a run failed below it, and from there its log', async () => {
    await twist(await waitForRow('failed · The loss'));
    const reason = await waitForRow('The loss is NaN in step 12., Show log');
    await ui('click', { selector: `${row(reason)} .label-name` });
    await waitFor('the log', () => window.activeTextEditor?.document.getText().includes('what the trainer said'));
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('compares what is ticked', async () => {
    const checkbox = (label: string) => `${row(label)} .custom-view-tree-node-item-checkbox`;
    await ui('click', { selector: checkbox('cnn, seed 0') });
    await waitForRow('cnn, seed 0', 'in the comparison');
    const seeds = await waitForRow('3 seeds');
    await ui('click', { selector: checkbox(seeds) });
    await waitForRow('cnn, seed 2', 'in the comparison');
    await ui('screenshot', { name: 'results-ticked' });
    await ui('click', { selector: checkbox(seeds) });
    await waitForNoRow('in the comparison');
  });

  it('takes the seeds of a model as a whole', async () => {
    const seeds = await waitForRow('3 seeds');
    await ui('hover', { selector: `${row(seeds)} .label-name` });
    await ui('click', { selector: `${row(seeds)} .action-label[aria-label^="Compare selected runs"]` });
    for (const seed of [0, 1, 2]) await waitForRow(`cnn, seed ${seed}`, 'in the comparison');
    await waitFor('the panel', () => window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputWebview);
    await commands.executeCommand('workbench.action.closeAllEditors');
    await ui('click', { selector: `${row(await waitForRow('3 seeds'))} .custom-view-tree-node-item-checkbox` });
    await waitForNoRow('in the comparison');
  });

  it('marks the baseline', async () => {
    await run('pinBaseline', ids.cnn[0]);
    await waitForRow('cnn, seed 0', 'baseline');
    await run('pinBaseline', ids.cnn[1]);
    await waitForRow('cnn, seed 1', 'baseline');
    assert.ok(!(await waitForRow('cnn, seed 0')).includes('baseline'));
    await run('unpinBaseline');
    await waitForNoRow('baseline');
  });

  it('narrows while a filter is typed, and takes it back on Escape', async () => {
    await person.command('Model Bake-off: Filter results');
    const input = { selector: '.quick-input-widget input[type="text"]' };
    await ui('fill', { ...input, text: 'status:fai' });
    await waitForNoRow('seed 2');
    await waitForRow('failed · The loss');
    await waitFor('the message', async () => (await ui('text', { selector: '.sidebar' })).includes('1 of 6 runs'));
    await ui('screenshot', { name: 'results-filtered' });
    await ui('fill', { ...input, text: 'stats:failed' });
    await ui('wait', { selector: '.quick-input-widget :text("no such key. Known: status")' });
    await ui('press', { keys: 'Escape' });
    await waitForRow('cnn, 4 runs');
  });

  it('keeps a filter that is confirmed, until it is cleared', async () => {
    await person.command('Model Bake-off: Filter results');
    await person.answer('accuracy>0.9 seed>0');
    await waitForRow('cnn, 2 runs · best 94.0 %');
    await waitForNoRow('ann, 2 runs');
    await run('filterResults', 'nothing-like-this');
    await ui('wait', { selector: '.sidebar :text("No run matches the filter.")' });
    await run('clearFilter');
    await waitForRow('cnn, 4 runs');
    // What was open before it is open again.
    await waitForRow('cnn, seed 2');
  });

  it('groups by dataset and by day', async () => {
    await run('groupByDataset');
    await waitForRow('Fashion-MNIST, 1 run · best 88.1 %');
    await run('groupByDate');
    await waitForRow('6 runs · best 94.0 %');
    await ui('screenshot', { name: 'results-by-date' });
    await run('groupByDefinition');
    await waitForRow('cnn, 4 runs');
  });

  it('gives a run a name, and takes it away', async () => {
    const named = run('renameRun', ids.stale);
    await person.answer('Best [so] far');
    await named;
    await waitForRow('Best [so] far', '88.1 %');
    await ui('click', { selector: `${row('ann, Best [so] far')} .label-name` });
    await ui('press', { keys: 'F2' });
    await ui('wait', { selector: '.quick-input-widget :text("Rename run")' });
    await person.answer('');
    await waitForNoRow('Best [so] far');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows what changed in the editor for differences', async () => {
    await run('showWhatChanged', ids.stale);
    const tab = await waitFor('the differences', () => window.tabGroups.activeTabGroup.activeTab);
    assert.match(tab.label, /^ann\.model\.jsonc: as trained \((Today|Yesterday) .*\) ↔ now$/);
    assert.ok(tab.input instanceof TabInputTextDiff);
    const { original, modified } = tab.input;
    assert.equal((await workspace.openTextDocument(original)).getText(), trainedText('ann'));
    assert.equal((await workspace.openTextDocument(modified)).getText(), editedText);
    assert.equal((await workspace.openTextDocument(original)).languageId, 'bakeoff-model');
    await ui('screenshot', { name: 'results-what-changed' });
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('compares the definitions of two runs, with a way to attribute the difference at each change', async () => {
    await run('compareDefinitions', [ids.cnn[0], ids.stale]);
    const tab = await waitFor('the definitions', () => {
      const active = window.tabGroups.activeTabGroup.activeTab;
      return active?.input instanceof TabInputTextDiff ? active : undefined;
    });
    assert.ok(tab.input instanceof TabInputTextDiff);
    const { original, modified } = tab.input;
    assert.deepEqual([original.scheme, modified.scheme], ['bakeoff-run', 'bakeoff-run']);
    const content = trainedText('ann').replace('"flatten" },', '"flatten" },\n  { "type": "dense", "units": 32 },');
    const other = await workspace.openTextDocument({ language: 'bakeoff-model', content });
    await run('compareDefinitions', { first: original, second: other.uri });
    const lenses = await waitFor('the lenses', async () => {
      const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', other.uri);
      const own = found.filter(({ command }) => command?.command === 'modelBakeoff.attributeDifference');
      return own.length > 0 ? own : undefined;
    });
    assert.deepEqual(
      lenses.map(({ range }) => range.start.line),
      [2],
    );
    for (const { command } of lenses) assert.equal(command?.title, 'Attribute difference…');
    await ui('screenshot', { name: 'results-compare-definitions' });
    // An untitled document would ask whether it is to be saved.
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('leads to a layer: in the file, or where that has changed in the copy of the run', async () => {
    await run('revealLayer', ids.cnn[0], 'output');
    assert.equal(window.activeTextEditor?.document.uri.fsPath, inWorkspace('cnn.model.jsonc'));
    assert.equal(window.activeTextEditor?.selection.start.line, 2);
    await run('revealLayer', ids.stale, 'output');
    assert.equal(window.activeTextEditor?.document.uri.scheme, 'bakeoff-run');
    assert.equal(window.activeTextEditor?.selection.start.line, 2);
    await run('revealDefinition', ids.stale);
    assert.equal(window.activeTextEditor?.document.uri.toString(), Uri.file(inWorkspace('ann.model.jsonc')).toString());
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('copies the id', async () => {
    await run('copyRunId', ids.failed);
    assert.equal(await env.clipboard.readText(), ids.failed);
  });

  it('opens a run with the keyboard alone', async () => {
    await commands.executeCommand('modelBakeoff.results.focus');
    await ui('press', { keys: ['Home', 'ArrowDown', 'Enter'] });
    await waitFor('the panel', () => window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputWebview);
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
});
