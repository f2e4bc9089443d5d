import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe-core finds wrong with the page as it stands, one line for each kind. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  // As an expression of the tests, which the page's policy does not bind.
  const { source } = createRequire(import.meta.url)('axe-core') as { readonly source: string };
  await page.evaluate(`${source}; undefined`);
  const { violations } = (await page.evaluate('axe.run()')) as { readonly violations: readonly Finding[] };
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join(' | ')}`,
  );
}
