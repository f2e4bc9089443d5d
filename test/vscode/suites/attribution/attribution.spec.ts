import assert from 'node:assert/strict';
import { type CodeLens, commands, TabInputTextDiff, Uri, window } from 'vscode';
import { page } from '../../support/page.js';
import { person } from '../../support/person.js';
import { usePortableEngine } from '../../support/smallModel.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

const pair = () => ({
  first: Uri.file(inWorkspace('plain.model.jsonc')),
  second: Uri.file(inWorkspace('rich.model.jsonc')),
});
const completed = async () =>
  (await storedRuns(inWorkspace('.bakeoff', 'runs'))).filter(({ status }) => status === 'completed').length;
const progress = '.notification-toast:has-text("of 8 trainings")';
const bars = '.attributions .waterfall-row';

/** Answers what is asked, up to the seeds; gives what each number of them costs. */
async function chooseMethod(method: string): Promise<string[]> {
  await ui('wait', { selector: '.quick-input-list .monaco-list-row:has-text("dropout added")' });
  await ui('press', { keys: 'Enter' });
  await person.pick(method);
  await ui('wait', { selector: '.quick-input-list .monaco-list-row:has-text("10 seeds")' });
  return person.rows();
}

describe('attributing a difference', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
  });

  it('tells what it costs, trains in the queue, and when it is cancelled goes on where it stopped', async function () {
    this.timeout(150_000);
    void commands.executeCommand('modelBakeoff.attributeDifference', pair());
    const before = await chooseMethod('Each change by itself');
    assert.deepEqual(
      before.filter((row) => /^(2|3) seeds/.test(row)),
      ['2 seeds, 8 trainings', '3 seeds, 12 trainings'],
    );
    await ui('screenshot', { name: 'attribution-seeds' });
    await person.answer('2');
    await ui('wait', { selector: progress, timeoutMs: 30_000 });
    await waitFor('some of the runs', async () => (await completed()) >= 3, { timeoutMs: 60_000, everyMs: 50 });
    await ui('screenshot', { name: 'attribution-progress' });
    await ui('click', { selector: `${progress} .monaco-button:has-text("Cancel")` });
    await person.notification('of 8 trainings are there. Attribute the difference again to go on.');
    await ui('screenshot', { name: 'attribution-cancelled' });
    await commands.executeCommand('notifications.clearAll');
    const known = await completed();
    assert.ok(known >= 3 && known < 8, `${known} runs`);

    void commands.executeCommand('modelBakeoff.attributeDifference', pair());
    const after = await chooseMethod('Each change by itself');
    const row = after.find((text) => text.startsWith('2 seeds'));
    assert.match(row ?? '', new RegExp(`^2 seeds, ${8 - known} trainings?, about .*; ${known} are there already$`));
    await person.answer('2');
    assert.match(
      await person.notification('plain → rich', { timeoutMs: 60_000 }),
      /[+−]?\d+\.\d\d points ± \d+\.\d\d$/,
    );
    assert.equal(await completed(), 8);
  });

  it('shows the waterfall in the panel, where its bars lead to the changes', async function () {
    this.timeout(60_000);
    await person.notificationButton('Show');
    await page.wait(bars);
    assert.equal(await ui('count', { webview: true, selector: bars }), 5);
    await page.waitForText('.attributions h3', /^plain → rich: [+−]?\d+\.\d\d points ± \d+\.\d\d$/);
    // It is there that one is led to, by eye and by keyboard.
    await page.wait('.attributions .waterfall:focus');
    await ui('screenshot', { name: 'attribution-waterfall' });
    await ui('press', { keys: ['ArrowDown', 'ArrowDown', 'Enter'] });
    await waitFor(
      'the definitions side by side',
      () => window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff,
    );
    // The line with the other number of units.
    await waitFor('the cursor', () => window.activeTextEditor?.selection.start.line === 4);
    await ui('screenshot', { name: 'attribution-from-bar' });
  });

  it('says at each change of the diff editor what it is worth, and leads back', async function () {
    this.timeout(60_000);
    await commands.executeCommand('workbench.action.closeAllEditors');
    await commands.executeCommand('modelBakeoff.compareDefinitions', pair());
    const lenses = await waitFor('the lenses', async () => {
      const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', pair().second);
      const own = found.filter(({ command }) => command?.command === 'modelBakeoff.showAttribution');
      return own.length === 2 ? own : undefined;
    });
    const said = lenses.map(({ command, range }) => [range.start.line, command?.title.replace(/[+−]?\d+\.\d\d/g, 'x')]);
    assert.deepEqual(said, [
      [4, 'dense: units 4 → 16: x points ± x'],
      [5, 'dropout added: x points ± x'],
    ]);
    const lens = '.modified .codelens-decoration a:has-text("points")';
    await ui('wait', { selector: lens });
    await ui('screenshot', { name: 'attribution-lenses' });
    await ui('click', { selector: `${lens} >> nth=0` });
    await page.wait(`${bars} >> nth=0`);
    await page.wait('.attributions .waterfall:focus');
  });

  it('is begun from the panel by keyboard, after it has told what it costs', async function () {
    this.timeout(60_000);
    const start = '.model-differences vscode-button:has-text("Attribute difference")';
    await page.waitForText(
      '.model-differences .hint',
      /^Each change by itself, 3 seeds: 4 trainings, about .*; 8 are there already$/,
    );
    await page.evaluate(start, '(button) => button.focus()');
    await ui('press', { keys: 'Enter' });
    const rows = await chooseMethod('One change after the other');
    assert.ok(rows.includes('2 seeds, nothing to train: all runs are there already'), rows.join('\n'));
    await person.answer('2');
    // The page hears of it by itself.
    await page.waitForText('.attributions .sentences', /One change after the other, in this order/);
    assert.equal(await ui('count', { webview: true, selector: bars }), 4);
    await ui('screenshot', { name: 'attribution-path' });
    const ours = (text: string) => text.includes('model-bakeoff');
    assert.deepEqual((await ui('pageErrors', {})).filter(ours), []);
  });
});
