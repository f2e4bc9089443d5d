import { page } from '../../support/page.js';
import { ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

/** Names that would do something where they are not shown as text. */
export const hostile = {
  model: '<img src=x onerror="document.body.dataset.hit=1">',
  label: '"><script>document.body.dataset.hit=2</script><b>label</b>',
  file: '<img src=x onerror=alert(1)>.model.jsonc',
} as const;

/** The view of errors as a person sees it. */
export const errorsPage = {
  /** The breadcrumb, `A ann › Shirt → Coat › 41 images`, once it ends in a number of images. */
  async crumbs(pattern: RegExp): Promise<string> {
    const selector = '.view.errors .crumbs';
    return waitFor(`a breadcrumb with ${pattern}`, async () => {
      if ((await ui('count', { webview: true, selector })) === 0) return false;
      const text = (await page.text(selector)).replace(/\s+/g, ' ').trim();
      return pattern.test(text) && text;
    });
  },

  /** How many images there are, of which most are not in the page. */
  async imageCount(): Promise<number> {
    await page.wait('.view.errors .tile:not(.is-waiting)');
    return Number(await page.evaluate('.view.errors .tile', "(tile) => tile.getAttribute('aria-setsize')"));
  },

  /** The number of the image whose details are shown. */
  async inspected(): Promise<string> {
    return page.waitForText('.inspector', /Image [\d,]+/).then((text) => /Image [\d,]+/.exec(text)?.[0] ?? '');
  },

  /** What stands in the matrix: the cell beside the diagonal with the most images. */
  async worstCell(): Promise<{ readonly row: number; readonly column: number; readonly count: number }> {
    const expression = `(table) => [...table.querySelectorAll('td[data-row]')]
      .filter(({ dataset }) => dataset.row !== dataset.column)
      .map(({ dataset, firstChild }) => ({
        row: Number(dataset.row),
        column: Number(dataset.column),
        count: Number(firstChild.textContent.replace(',', '')),
      }))
      .reduce((worst, cell) => (cell.count > worst.count ? cell : worst))`;
    await page.wait('.confusion-table td[data-row]');
    return (await page.evaluate('.confusion-table', expression)) as Awaited<ReturnType<typeof errorsPage.worstCell>>;
  },
};
