import { commands } from 'vscode';
import { readAttributions } from '../../../../src/runs/attributionFile.js';
import type { ListedRun } from '../../../../src/runs/listRuns.js';
import { page } from '../../support/page.js';
import { storedRuns } from '../../support/storedRuns.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { runsToPicture } from './runsToPicture.js';

const { executeCommand } = commands;
const picture = async (name: string) => {
  // A pointer that rests shows what it rests on; the frame around the editors is a browser's here.
  await ui('hover', { selector: '.activitybar .global-activity, .activitybar' });
  await ui('screenshot', { name, selector: '.part.editor' });
};
const FROM_ABOVE = `(view) => {
  for (let each = view; each !== null; each = each.parentElement) each.scrollTop = 0;
}`;
const choose = (list: string, value: string | undefined) =>
  page.evaluate(
    `.view.confusion [data-focus-key="choice ${list}"]`,
    `(list) => { list.value = '${value}'; list.dispatchEvent(new Event('change')); }`,
  );
const countOf = (selector: string) => ui('count', { webview: true, selector });

/** Opens the panel with some of the runs; the first of them, or that of a model, is the baseline. */
async function compare(isWanted: (run: ListedRun) => boolean = () => true, model?: string): Promise<void> {
  const runs = (await storedRuns(inWorkspace('.bakeoff', 'runs'))).filter(isWanted).toReversed();
  const baseline = (runs.find(({ modelName }) => modelName === model) ?? runs[0])?.runId;
  await executeCommand(
    'modelBakeoff.compareSelected',
    baseline,
    runs.map(({ runId }) => runId),
  );
  await executeCommand('modelBakeoff.pinBaseline', baseline);
  await page.wait('.chip .codicon-pinned');
}

describe('the results panel in pictures', () => {
  before(async function () {
    if (runsToPicture() === undefined) console.log('skipped: BAKEOFF_PICTURE_RUNS names no folder of runs.');
    if (!hasUi || runsToPicture() === undefined) this.skip();
    await executeCommand('workbench.action.closeSidebar');
    await executeCommand('workbench.action.closeAuxiliaryBar');
    await compare();
    await page.waitForText('.verdict-line', /points/);
  });

  it('attribution', async function () {
    const [attribution] = await readAttributions(inWorkspace('.bakeoff', 'runs'));
    if (attribution === undefined) this.skip();
    // It is told from the first model's side.
    await compare(() => true, attribution.first.name);
    await page.click('#tab-overview');
    await page.wait('.attributions .waterfall-row');
    // What stands above it comes in its own time.
    await waitFor('the overview', async () => (await countOf('.view .turning, .view .is-waiting')) === 0);
    const toTop = `(figure) => {
      const before = figure.getBoundingClientRect().top;
      figure.scrollIntoView({ block: 'center' });
      return figure.getBoundingClientRect().top === before;
    }`;
    await waitFor('the waterfall', () => page.evaluate('.attributions .waterfall', toTop), { everyMs: 700 });
    await picture('attribution');
  });

  for (const view of ['overview', 'training', 'classes', 'confusion', 'calibration', 'data'])
    it(`${view}`, async () => {
      if (view === 'overview') await compare();
      // What is drawn of each run by itself is crowded by more than one seed.
      if (view === 'classes') await compare(({ seed }) => seed === 0);
      await page.click(`#tab-${view}`);
      await page.wait(`.view.${view}`);
      if (view !== 'data') await waitFor('the predictions', async () => (await countOf('.view .turning')) === 0);
      else await page.wait('.view.data canvas');
      await waitFor('what is drawn', async () => (await countOf(`.view.${view} .is-waiting`)) === 0);
      // Each view is scrolled to where the last one was.
      await page.evaluate(`.view.${view}`, FROM_ABOVE);
      await picture(view);
    });

  it('difference', async () => {
    const [first, ...others] = (await storedRuns(inWorkspace('.bakeoff', 'runs'))).filter(({ seed }) => seed === 0);
    await page.click('#tab-confusion');
    await choose('Show', 'difference');
    await choose('Run', first?.runId);
    await page.waitForText('.view.confusion .matrix', / less /);
    await picture('difference');
    await choose('Show', 'one');
    await choose('Run', others.at(-1)?.runId);
  });

  it('errors', async () => {
    await page.click('#tab-errors');
    await page.wait('.tile:not(.is-waiting)');
    await picture('errors');
    await page.click('#tab-confusion');
    await page.click('.confusion-table td[data-row="6"][data-column="0"]');
    await page.wait('.view.errors .tile:not(.is-waiting)');
    await page.click('.view.errors .tile >> nth=1');
    await page.wait('.inspector .neighbours canvas');
    await page.wait('.inspector .layers .figures');
    await waitFor('all images', async () => (await countOf('.tile.is-waiting')) === 0);
    await picture('inspector');
  });

  it('definition', async () => {
    await page.click('.inspector-links .link, .inspector-links vscode-button >> nth=0');
    await ui('wait', { selector: '.editor-instance .monaco-editor .view-lines' });
    // What the layers know stands above them some time after their text.
    await ui('wait', { selector: '.codelens-decoration:has-text("probe")' });
    await picture('definition');
  });
});
