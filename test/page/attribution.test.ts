import { describe, expect, it } from 'vitest';
import { attributionRecord, unfinishedRecord } from '../support/attributionRecord.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { fashionRuns } from './support/classRuns.js';
import { eventually } from './support/eventually.js';

describe.skipIf(browserPath === undefined)('what each change is worth', () => {
  const openPage = useBuiltPage();
  const open = async (record = attributionRecord()) => {
    const opened = await openPage({ ...fashionRuns(), view: 'overview' });
    const { data } = opened.host;
    const layer = { area: 'layer', kind: 'changed', subject: 'dense', option: 'units' } as const;
    const sides = { first: { text: '128', line: 5 }, second: { text: '256', line: 6 } };
    opened.host.data = {
      ...data,
      compareDefinitions: () => [{ ...layer, ...sides }],
      attributionOf: ({ first }) => (first === 'ann-run' ? record : null),
    };
    await opened.page.reload();
    await opened.page.locator('.attributions .waterfall-row').first().waitFor();
    return opened;
  };

  it('is a waterfall with a table, for eyes and keys', async () => {
    const { page, host } = await open();
    const section = page.locator('.attributions');
    expect(await section.locator('h3').textContent()).toBe('plain → rich: +2.00 points ± 0.60');
    expect(await section.locator('.waterfall-row').count()).toBe(5);
    expect(await section.locator('.sentences').textContent()).toContain('3 seeds, 10,000 test images');
    await section.locator('.waterfall').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await section.locator('.readings').textContent()).toBe('dense: units 128 → 256: +1.50 points ± 0.40');
    await eventually(() => page.locator('[role=status]').textContent()).toContain('+1.50 points ± 0.40');
    await page.keyboard.press('t');
    await eventually(() => section.locator('.table-box').getAttribute('class')).not.toContain('only-heard');
    expect(await section.getByRole('row', { name: /^interaction/ }).textContent()).toBe(
      'interaction+0.30−0.20+0.8089.00\u00a0%',
    );
    await section.getByRole('button', { name: 'Save what each change is worth as CSV' }).click();
    await eventually(async () => JSON.stringify(host.askedFor('saveText'))).toContain("dropout added,'+0.20");
    await section.getByRole('button', { name: 'Save the picture as SVG' }).click();
    await eventually(async () => JSON.stringify(host.askedFor('saveText').at(-1))).toContain('attribution.svg');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('leads from a bar to its change, by mouse and by key', async () => {
    const { page, host } = await open();
    const wanted = { first: 'ann-run', second: 'cnn-run' };
    await page.locator('.attributions .waterfall-row').nth(2).click();
    await eventually(() => host.askedFor('compareSideBySide')).toEqual([{ ...wanted, line: 7 }]);
    await page.locator('.attributions .waterfall').focus();
    await page.keyboard.press('ArrowDown');
    // The first model is no change.
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => host.askedFor('compareSideBySide')).toEqual([
      { ...wanted, line: 7 },
      { ...wanted, line: 6 },
    ]);
  });

  it('shows what is known of one that is unfinished, and asks anew when one has been measured', async () => {
    const { page, host } = await open(unfinishedRecord());
    const section = page.locator('.attributions');
    expect(await section.locator('h3').textContent()).toBe('plain → rich: not known yet');
    expect(await section.locator('.waterfall-row').allTextContents()).toEqual(
      [
        expect.stringContaining('+1.50 points ± 0.40'),
        expect.stringContaining('not known yet'),
        expect.stringContaining('not known yet'),
      ].toSpliced(0, 0, expect.stringContaining('87.00')),
    );
    expect(await section.locator('.sentences').textContent()).toContain('2 of 12 trainings are there');
    const { data } = host;
    host.data = { ...data, attributionOf: ({ first }) => (first === 'ann-run' ? attributionRecord() : null) };
    host.tell('attributionsChanged', null);
    await eventually(() => section.locator('h3').textContent()).toBe('plain → rich: +2.00 points ± 0.60');
  });

  it('is begun beside what differs, after it has told what it costs', async () => {
    const { page, host } = await open();
    const differences = page.locator('.model-differences');
    await eventually(() => differences.locator('.hint').first().textContent()).toBe(
      'Each change by itself, 3 seeds: 7 trainings, about 4 min 12 s; 2 are there already',
    );
    const start = page.getByRole('button', { name: /^Attribute the difference: .* 7 trainings, about 4 min 12 s/ });
    await start.focus();
    await page.keyboard.press('Enter');
    await eventually(() => host.askedFor('attributeDifference')).toEqual([{ first: 'ann-run', second: 'cnn-run' }]);
    await page.getByRole('button', { name: /^Open the definitions side by side: / }).click();
    await eventually(() => host.askedFor('compareSideBySide')).toEqual([{ first: 'ann-run', second: 'cnn-run' }]);
    // In Restricted Mode nothing is trained, and nothing is asked of what it would cost.
    host.tell('shown', { ...host.snapshot, canTrain: false });
    await eventually(() => start.count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Open the definitions side by side: / }).count()).toBe(1);
  });

  it('is gone to when it is asked for, with the focus', async () => {
    const { page, host } = await open();
    host.tell('viewAsked', { view: 'training' });
    await page.locator('.view.training').waitFor();
    host.tell('viewAsked', { view: 'overview', section: 'attributions' });
    await eventually(() => page.locator(':focus').getAttribute('class')).toBe('waterfall');
    await eventually(async () => (await page.locator('.attributions').boundingBox())?.y ?? 0).toBeLessThan(400);
  });

  it('says plainly when the changes cannot be told apart', async () => {
    const { result } = attributionRecord();
    const interaction = { value: 0.03, interval: { low: 0.02, high: 0.04 } };
    const { page } = await open(attributionRecord({ result: { ...result, interaction, isInseparable: true } }));
    expect(await page.locator('.attributions .sentences').textContent()).toContain('cannot be told apart');
  });
});
