// Makes a picture of a report as a browser shows it: `node test/support/runScript.mjs test/page/reportPicture.ts FILE.html PICTURE.png`.
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../vscode/install/chromium.js';

async function main(): Promise<void> {
  const [file, picture] = process.argv.slice(2);
  const executablePath = findChromium();
  if (file === undefined || picture === undefined || executablePath === undefined)
    throw new Error('It takes a report, a place for its picture, and a Chromium (CHROMIUM_PATH).');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, offline: true });
    await page.goto(pathToFileURL(file).href);
    await page.locator('.verdict-line').first().waitFor();
    await page.locator('.is-waiting').first().waitFor({ state: 'detached' });
    await page.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
