import { describe, expect, it } from 'vitest';
import type { DataCheck } from '../../src/protocol/dataChecks.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { drawnFraction } from './support/drawnFraction.js';
import { eventually } from './support/eventually.js';
import { twoModels } from './support/pageRuns.js';
import { pageThemes } from './support/themes.js';

const data = { view: 'data' };

function questioned(): Pick<DataCheck, 'questions' | 'isCut' | 'judgedBy' | 'judged'> {
  return {
    questions: [
      { split: 'test', image: 4, finding: 'label', given: 4, suggested: 2, probability: 0.93, like: [] },
      { split: 'train', image: 16, finding: 'label', given: 6, suggested: 0, probability: 0.9, like: [] },
      {
        split: 'test',
        image: 8,
        finding: 'near-duplicate',
        given: 8,
        like: [{ split: 'train', image: 18, label: 8, similarity: 0.9991 }],
      },
    ],
    isCut: false,
    judgedBy: 'cnn, 5 folds, seed 0',
    judged: [],
  };
}

describe.skipIf(browserPath === undefined)('judging images in doubt', () => {
  const open = useBuiltPage();

  async function opened(options: Parameters<typeof open>[1] = {}) {
    const { page, host } = await open({ ...twoModels(), ...data }, options);
    return { page, host };
  }

  async function withQuestions(options: Parameters<typeof open>[1] = {}) {
    const found = await opened(options);
    const { page, host } = found;
    await eventually(() => host.askedFor('readDataCheck').length).toBeGreaterThan(0);
    expect(await page.locator('.judging-desk').isVisible()).toBe(false);
    const before = host.data;
    host.data = { ...before, readDataCheck: (source) => ({ ...before.readDataCheck(source), ...questioned() }) };
    host.tell('doubtsChanged', null);
    await eventually(() => page.locator('.judging h3').textContent()).toBe('Test image 4: is the label wrong?');
    return found;
  }

  it('says what nobody has looked for, and has it looked for', async () => {
    const { page, host } = await opened();
    const found = page.locator('.judging-found li');
    await eventually(() => found.allTextContents()).toEqual([
      'Nobody has looked for images that are nearly the same yet.',
      'Nobody has checked the labels yet: a model judges images that it was not trained on.',
    ]);
    await page.getByRole('button', { name: 'Look for duplicates' }).click();
    await page.getByRole('button', { name: 'Check labels…' }).click();
    const dataset = host.snapshot.runs[0]?.state.started?.request.dataset;
    await eventually(() => host.askedFor('checkData')).toEqual([
      { dataset, what: 'images' },
      { dataset, what: 'labels' },
    ]);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('trains no judge in Restricted Mode', async () => {
    const { page, host } = await open({ ...twoModels(), ...data, canTrain: false });
    await page.getByRole('button', { name: 'Look for duplicates' }).click();
    await eventually(() => host.askedFor('checkData')).toMatchObject([{ what: 'images' }]);
    expect(await page.locator('vscode-button', { hasText: 'Check labels…' }).getAttribute('disabled')).not.toBeNull();
  });

  it('is led to once something has been found, ready for keys', async () => {
    const { page, host } = await withQuestions();
    const isAtDesk = () => page.evaluate("document.activeElement?.classList.contains('judging-desk') === true");
    expect(await isAtDesk()).toBe(false);
    host.tell('viewAsked', { view: 'data', section: 'doubts' });
    await eventually(isAtDesk).toBe(true);
    await page.keyboard.press('k');
    await eventually(() => host.askedFor('judgeImage')).toMatchObject([{ word: { image: 4, verdict: 'keep' } }]);
    // Once, not again with whatever is drawn next.
    await page.getByRole('button', { name: 'Look for duplicates' }).focus();
    host.tell('doubtsChanged', null);
    await eventually(() => page.locator('.judging h3').textContent()).toContain('Test image 4');
    expect(await isAtDesk()).toBe(false);
  });

  it('goes by keyboard: each key is kept at once, and undone', async () => {
    const { page, host } = await withQuestions();
    await eventually(() => drawnFraction(page.locator('.judging-desk'))).toBeGreaterThan(0.9);
    await page.locator('.judging-desk').focus();
    await page.keyboard.press('3');
    await eventually(() => page.locator('.judging h3').textContent()).toContain('Training image 16');
    await page.keyboard.press('k');
    await eventually(() => page.locator('.judging h3').textContent()).toContain('is nearly another');
    await eventually(() => page.locator('.judged-like li').count()).toBe(1);
    await page.keyboard.press('a');
    await page.keyboard.press('u');
    await page.keyboard.press('ArrowLeft');
    await eventually(() => page.locator('.judged-word').textContent()).toBe('Judged: the label is kept');
    expect(await page.locator('.judging > .hint').textContent()).toBe('2 of 3, 2 judged');
    const model = 'cnn, 5 folds, seed 0';
    await eventually(() => host.askedFor('judgeImage')).toMatchObject([
      { word: { split: 'test', image: 4, verdict: 'relabel', label: 2, finding: 'label', model } },
      { word: { split: 'train', image: 16, verdict: 'keep', finding: 'label', model } },
      { word: { split: 'test', image: 8, verdict: 'ambiguous', finding: 'near-duplicate' } },
      { word: { split: 'test', image: 8, verdict: 'undo' } },
    ]);
  });

  it('goes by mouse as well, and takes back what could not be kept', async () => {
    const { page, host } = await withQuestions();
    host.refusals.set('judgeImage', new RemoteError('The disk is full.', 'failed'));
    await page.getByRole('button', { name: 'Ambiguous (a)' }).click();
    await eventually(() => page.locator('.judging > .hint').textContent()).toBe('1 of 3, 0 judged');
    host.refusals.clear();
    await page.locator('.judged-classes').getByRole('button', { name: /\(3\)/ }).click();
    await eventually(() => page.locator('.judging > .hint').textContent()).toBe('2 of 3, 1 judged');
    await page.getByRole('button', { name: 'Undo (u)' }).click();
    await eventually(() => page.locator('.judging > .hint').textContent()).toBe('1 of 3, 0 judged');
    await page.getByRole('button', { name: 'Next (→)' }).click();
    await eventually(() => page.locator('.judging > .hint').textContent()).toBe('2 of 3, 0 judged');
    expect(host.askedFor('judgeImage')).toHaveLength(3);
  });

  it.each(pageThemes)('has nothing that axe-core finds, in $name, and fits into 420 pixels', async (theme) => {
    const { page } = await withQuestions({ theme, width: 420 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
