import { describe, expect, it } from 'vitest';
import type { JudgedRun } from '../../src/core/comparison/judgedRun.js';
import { type HonestReport, honestReportOf } from '../../src/core/honesty/honestReport.js';
import { sampleColumns } from '../../src/core/samples/sampleColumns.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { eventually } from './support/eventually.js';
import { twoModels } from './support/pageRuns.js';
import { pageThemes } from './support/themes.js';

const COUNT = 400;
const pictures = process.env.PAGE_PICTURES;

/** The first model knows by heart what leaks, the first forty, and is worse on the rest. */
function cheated(runIds: readonly string[]): HonestReport {
  const labels = Uint8Array.from({ length: COUNT }, (_, image) => image % 2);
  const isWrong = [
    (image: number) => image >= 40 && image % 8 === 0,
    (image: number) => image < 40 || image % 20 === 0,
  ];
  const runs = runIds.map((runId, index): JudgedRun => {
    const probabilities = Float32Array.from({ length: 2 * COUNT }, (_, at) => {
      const image = at >> 1;
      const label = (labels[image] ?? 0) === (at & 1);
      return label !== (isWrong[index]?.(image) ?? false) ? 0.9 : 0.1;
    });
    const modelName = index === 0 ? 'ann' : 'cnn';
    const samples = sampleColumns(probabilities, labels, 2);
    return { runId, modelName, setup: modelName, seed: 0, testKey: 'x', classNames: ['a', 'b'], samples };
  });
  const found = honestReportOf(runs, {
    findings: {
      duplicates: {
        kind: 'duplicates',
        dataset: { name: 'made', checksum: 'x' },
        time: 0,
        exact: Array.from({ length: 40 }, (_, image) => ({
          first: { split: 'train', image },
          second: { split: 'test', image },
          sameLabel: true,
        })),
        near: [],
        similarity: 0.99,
        isCut: false,
      },
    },
    judgements: [{ split: 'test', image: 20, verdict: 'relabel', label: 1, by: 'me', time: 0 }],
  });
  if (found === undefined) throw new Error('Leaks change the scores.');
  return found;
}

describe.skipIf(browserPath === undefined)('scores without images in doubt', () => {
  const open = useBuiltPage();

  async function opened(options: Parameters<typeof open>[1] = {}) {
    const { page, host } = await open({ ...twoModels(), view: 'overview' }, options);
    await eventually(() => host.askedFor('honestScores').length).toBe(1);
    expect(await page.locator('.honest').isVisible()).toBe(false);
    host.data = { ...host.data, honestScores: ({ runIds }) => cheated(runIds) };
    host.tell('doubtsChanged', null);
    await page.locator('.honest').waitFor();
    return { page, host };
  }

  it('are shown when something has been found, with whether the order survives', async () => {
    const { page } = await opened();
    const said = 'The order of the models does not survive in every stricter count.';
    expect(await page.locator('.honest .notes li').first().textContent()).toContain(said);
    expect(await page.getByRole('list', { name: 'What the figures are worth' }).textContent()).toContain(said);
    const cells = await page
      .locator('.honest tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.textContent ?? ''));
    expect(cells).toHaveLength(3);
    expect(cells[0]).toMatch(/^All test images4000.*ann > cnn$/);
    expect(cells[1]).toMatch(/^Without leaks36040.*cnn > ann$/);
    expect(cells[2]).toMatch(/^As judged by a person, 1 relabelled4000/);
    expect(await page.locator('.honest thead .letter').allTextContents()).toEqual(['A', 'B']);
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/honest.png`, fullPage: true });
  });

  it.each(pageThemes)('have nothing that axe-core finds, in $name, and fit into 420 pixels', async (theme) => {
    const { page } = await opened({ theme, width: 420 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    expect(await accessibilityFindings(page)).toEqual([]);
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/honest-${theme.name}.png`, fullPage: true });
  });
});
