import { commands } from 'vscode';
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
const countOf = (selector: string) => ui('count', { webview: true, selector });

describe('the results panel in pictures', () => {
  before(async function () {
    if (runsToPicture() === undefined) console.log('skipped: BAKEOFF_PICTURE_RUNS names no folder of runs.');
    if (!hasUi || runsToPicture() === undefined) this.skip();
    const runIds = (await storedRuns(inWorkspace('.bakeoff', 'runs'))).map(({ runId }) => runId).sort();
    await executeCommand('workbench.action.closeSidebar');
    await executeCommand('workbench.action.closeAuxiliaryBar');
    await executeCommand('modelBakeoff.compareSelected', runIds[0], runIds);
    await page.waitForText('.verdict-line', /points/);
    await executeCommand('modelBakeoff.pinBaseline', runIds[0]);
    await page.wait('.chip .codicon-pinned');
  });

  for (const view of ['overview', 'training', 'classes', 'confusion', 'calibration', 'data'])
    it(`${view}`, async () => {
      await page.click(`#tab-${view}`);
      await page.wait(`.view.${view}`);
      if (view !== 'data') await waitFor('the predictions', async () => (await countOf('.view .turning')) === 0);
      else await page.wait('.view.data canvas');
      await waitFor('what is drawn', async () => (await countOf(`.view.${view} .is-waiting`)) === 0);
      await picture(view);
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
    await picture('definition');
  });
});
