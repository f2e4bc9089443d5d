import { ui } from './ui.js';
import { waitFor } from './waitFor.js';

/** The panel's page as a person sees it. */
export const page = {
  async wait(selector: string, state: 'visible' | 'hidden' = 'visible'): Promise<void> {
    await ui('wait', { webview: true, selector, state, timeoutMs: 60_000 });
  },
  async click(selector: string): Promise<void> {
    await ui('click', { webview: true, selector });
  },
  async text(selector: string): Promise<string> {
    return ui('text', { webview: true, selector });
  },
  /** Waits for an element with a text that matches; gives the text. */
  async waitForText(selector: string, pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    return waitFor(
      `${selector} with ${pattern}`,
      async () => {
        if ((await ui('count', { webview: true, selector })) === 0) throw new Error('there is none');
        const text = await page.text(selector);
        if (!pattern.test(text)) throw new Error(`it has ${JSON.stringify(text)}`);
        return text;
      },
      { timeoutMs, everyMs: 50 },
    );
  },
  async evaluate(selector: string, expression: string): Promise<unknown> {
    return ui('evaluate', { webview: true, selector, expression });
  },
  /** How many pixels of the first chart of the trainings have been drawn. */
  async drawnPixels(): Promise<number> {
    const expression = `(canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let drawn = 0;
      for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] > 0) drawn += 1;
      return drawn;
    }`;
    return Number(await page.evaluate('.view.training .chart-figure canvas', expression));
  },
};
