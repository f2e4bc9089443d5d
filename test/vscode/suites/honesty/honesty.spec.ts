import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { person } from '../../support/person.js';
import { usePortableEngine } from '../../support/smallModel.js';
import { inWorkspace } from '../../support/suitePlace.js';
import { hasUi, ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';
import { leaked, mislabelled, RUN_ID } from './doubtfulSet.js';

const dataset = () => `idx:${inWorkspace('set')}`;
const inPage = { webview: true } as const;
const title = () => ui('text', { ...inPage, selector: '.judging h3' });

/** The lines of the table of scores, each as one text. */
async function scores(): Promise<string[]> {
  const expression = `() => [...document.querySelectorAll('.honest tbody tr')].map((row) => row.innerText.replaceAll('\\t', ' | '))`;
  return (await ui('evaluate', { ...inPage, selector: 'html', expression })) as string[];
}

/** What the Data view says of checks. */
async function found(): Promise<string[]> {
  const expression = `() => [...document.querySelectorAll('.judging-found li')].map((line) => line.innerText)`;
  return (await ui('evaluate', { ...inPage, selector: 'html', expression })) as string[];
}

async function isAtDesk(): Promise<true | undefined> {
  const expression = `() => document.activeElement?.classList.contains('judging-desk') === true`;
  return (await ui('evaluate', { ...inPage, selector: 'html', expression })) === true ? true : undefined;
}

/** What is in the overlay, line by line. */
function judgements(): readonly Record<string, unknown>[] {
  const folder = inWorkspace('.bakeoff', 'runs', '.data-checks');
  const file = readdirSync(folder).find((name) => name.endsWith('.judgements.ndjson'));
  if (file === undefined) return [];
  const lines = readFileSync(`${folder}/${file}`, 'utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

async function lookAt(view: string): Promise<void> {
  await ui('click', { ...inPage, selector: `#tab-${view}` });
  await ui('wait', { ...inPage, selector: `.view.${view}`, state: 'visible' });
}

describe('images in doubt', () => {
  before(async function () {
    if (!hasUi) this.skip();
    await usePortableEngine();
  });

  it('are looked for from the Data view, which leads to the first of them, ready for keys', async () => {
    await vscode.commands.executeCommand('modelBakeoff.openRun', RUN_ID);
    await ui('wait', { ...inPage, selector: '#tab-overview', state: 'visible', timeoutMs: 30_000 });
    await lookAt('data');
    await ui('wait', { ...inPage, selector: '.judging', state: 'visible', timeoutMs: 30_000 });
    assert.deepEqual(await found(), [
      'Nobody has looked for images that are nearly the same yet.',
      'Nobody has checked the labels yet: a model judges images that it was not trained on.',
    ]);
    await ui('screenshot', { name: 'before' });
    await ui('click', { ...inPage, selector: '[data-focus-key="check images"]' });
    await ui('wait', { ...inPage, selector: '.judging-desk', state: 'visible', timeoutMs: 30_000 });
    assert.equal(await title(), `Test image ${leaked.test}: is there twice`);
    assert.match((await found())[0] ?? '', /^There twice: 1 leak between training and test images/);
    await waitFor('the desk to have the focus', () => isAtDesk());
    await ui('screenshot', { name: 'leak' });
  });

  it('are judged by keyboard, which is kept at once, and the scores change', async () => {
    await ui('press', { keys: 'a' });
    const [word] = await waitFor('the judgement', () => (judgements().length === 1 ? judgements() : undefined));
    const { split, image, verdict, finding } = word ?? {};
    assert.deepEqual([split, image, verdict, finding], ['test', leaked.test, 'ambiguous', 'duplicate']);
    await lookAt('overview');
    await ui('wait', { ...inPage, selector: '.honest', state: 'visible' });
    const lines = await waitFor('the scores', async () => ((await scores()).length === 3 ? scores() : undefined));
    assert.match(lines[0] ?? '', /^All test images \| 60 \| 0 \| /);
    assert.match(lines[1] ?? '', /^Without leaks \| 59 \| 1 \| /);
    assert.match(lines[2] ?? '', /^As judged by a person \| 59 \| 1 \| /);
    assert.notEqual(lines[0]?.split(' | ')[3], lines[2]?.split(' | ')[3]);
    await ui('screenshot', { name: 'scores' });
  });

  it('are labels, too: judged by models that have not seen them', async () => {
    const model = vscode.Uri.file(inWorkspace('judge.model.jsonc'));
    await vscode.commands.executeCommand('modelBakeoff.checkLabels', dataset(), model, 2);
    await person.notification('labels are probably wrong');
    await ui('wait', { ...inPage, selector: '.judging-desk', state: 'visible' });
    const asked = await waitFor('a label', async () => {
      const text = await title();
      return text.endsWith('is the label wrong?') ? text : undefined;
    });
    const expected = [
      ...mislabelled.train.map((image) => `Training image ${image}:`),
      ...mislabelled.test.map((image) => `Test image ${image}:`),
    ];
    assert.ok(
      expected.some((text) => asked.startsWith(text)),
      asked,
    );
    await ui('screenshot', { name: 'label' });
    await ui('click', { ...inPage, selector: '.judging h3' });
    await ui('press', { keys: 'k' });
    await waitFor('the judgement', () => judgements().some(({ verdict }) => verdict === 'keep'));
    await lookAt('overview');
    await waitFor('the scores', async () =>
      (await scores()).some((line) => line.startsWith('Without suspected labels')),
    );
    await ui('screenshot', { name: 'scores-without-suspects' });
  });
});
