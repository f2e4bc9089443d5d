import { describe, expect, it } from 'vitest';
import { attributionRecord } from '../support/attributionRecord.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { fashionRuns } from './support/classRuns.js';
import { eventually } from './support/eventually.js';

describe.skipIf(browserPath === undefined)('what each change is worth', () => {
  const openPage = useBuiltPage();
  const open = async (record = attributionRecord()) => {
    const opened = await openPage({ ...fashionRuns(), view: 'overview' });
    const { data } = opened.host;
    opened.host.data = { ...data, attributionOf: ({ first }) => (first === 'ann-run' ? record : null) };
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

  it('says plainly when the changes cannot be told apart', async () => {
    const { result } = attributionRecord();
    const interaction = { value: 0.03, interval: { low: 0.02, high: 0.04 } };
    const { page } = await open(attributionRecord({ result: { ...result, interaction, isInseparable: true } }));
    expect(await page.locator('.attributions .sentences').textContent()).toContain('cannot be told apart');
  });
});
