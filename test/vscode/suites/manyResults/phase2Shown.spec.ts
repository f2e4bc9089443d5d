import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { measureHostLoad } from '../../support/hostLoad.js';
import { person } from '../../support/person.js';
import { hasUi, ui } from '../../support/ui.js';
import { RUN_COUNT } from './suite.js';

const ROW = '.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row';

/**
 * Milliseconds in the page from an action until a row is there whose text begins like this, looked at
 * in every frame.
 */
async function timeInPage(action: string, row: string): Promise<number> {
  const expression = `async () => {
    const start = performance.now();
    ${action};
    const isThere = () => [...document.querySelectorAll(${JSON.stringify(ROW)})]
      .some((own) => own.getAttribute('aria-label')?.startsWith(${JSON.stringify(row)}));
    while (!isThere()) {
      if (performance.now() - start > 20_000) throw new Error('Waited in vain for ' + ${JSON.stringify(row)});
      await new Promise(requestAnimationFrame);
    }
    return performance.now() - start;
  }`;
  return (await ui('evaluate', { expression })) as number;
}

describe(`${RUN_COUNT} stored runs`, () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('are shown in 500 ms', async () => {
    await person.sidebar('Explorer');
    await commands.executeCommand('modelBakeoff.refreshResults');
    const tab = `.activitybar .action-item [aria-label^="Model Bake-off"]`;
    const shownMs = await timeInPage(`document.querySelector(${JSON.stringify(tab)}).click()`, 'cnn, 4000 runs');
    console.log(`      shown ${Math.round(shownMs)} ms after the click on the activity bar`);
    await ui('screenshot', { name: 'many-results' });
    assert.ok(shownMs < 500, `${shownMs} ms`);
  });

  it('are listed anew without holding up the extension host', async () => {
    const started = performance.now();
    const { longestTaskMs } = await measureHostLoad(
      async () => commands.executeCommand('modelBakeoff.refreshResults'),
      { profileName: 'relist' },
    );
    console.log(
      `      listed anew in ${Math.round(performance.now() - started)} ms, longest task ${longestTaskMs.toFixed(1)} ms`,
    );
  });

  it('are filtered while a person types', async () => {
    await person.command('Model Bake-off: Filter results');
    await ui('wait', { selector: '.quick-input-widget :text("Filter results")' });
    const input = `document.querySelector('.quick-input-widget input[type="text"]')`;
    const typed = (text: string) =>
      `const input = ${input}; input.value = ${JSON.stringify(text)}; input.dispatchEvent(new Event('input'))`;
    for (const [text, row] of [
      ['status:failed', 'ann, 50 runs'],
      ['cnn', 'cnn, 4000 runs'],
      ['20310401-100100', 'ann, 1 run'],
      ['', 'cnn, 4000 runs'],
    ] as const) {
      const ms = await timeInPage(typed(text), row);
      console.log(`      ${JSON.stringify(text)}: seen after ${Math.round(ms)} ms`);
    }
    await ui('press', { keys: 'Escape' });
  });
});
