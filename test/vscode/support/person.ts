import { setTimeout as delay } from 'node:timers/promises';
import { ui } from './ui.js';
import { waitFor } from './waitFor.js';

/** What a person does who has only a keyboard, a mouse and eyes. All take the number of a window (0). */
export const person = {
  /** Runs a command from the palette by its title, `Model Bake-off: Stop` or a part that only it has. */
  async command(title: string, window = 0): Promise<void> {
    await waitFor('the palette', async () => {
      // A window that has just begun may not hear the first key.
      await ui('press', { window, keys: 'F1' });
      await ui('fill', { window, selector: INPUT, text: `>${title}`, timeoutMs: 5_000 });
      return true;
    });
    await ui('click', { window, selector: `${ROW}:has-text(${quoted(title)})` });
    // What is picked next is not of the palette.
    await ui('wait', { window, selector: `${ROW}:has-text(${quoted(title)})`, state: 'hidden' });
  },

  /** Chooses the first row of the open quick pick whose label begins with this text. */
  async pick(label: string, window = 0): Promise<void> {
    const text = `text-matches("^[^A-Za-z0-9]*${label.replace(/[^A-Za-z0-9]/g, '.')}", "i")`;
    // It holds for the innermost element with that text: the label or, where letters are marked, what is in it.
    await ui('click', { window, selector: `${ROW} .label-name:${text}, ${ROW} .label-name :${text}` });
  },

  /** Writes into the open input box or the filter of the open quick pick, and confirms. */
  async answer(text: string, window = 0): Promise<void> {
    await ui('fill', { window, selector: INPUT, text });
    await ui('press', { window, keys: 'Enter' });
  },

  /** What stands in the open input box: in a dialog that asks for a place, its path. */
  async input(window = 0): Promise<string> {
    await ui('wait', { window, selector: INPUT });
    return (await ui('evaluate', {
      window,
      expression: `() => document.querySelector(${JSON.stringify(INPUT)})?.value ?? ''`,
    })) as string;
  },

  /** The rows of the open quick pick that can be seen, label and description in one text each. */
  async rows(window = 0): Promise<string[]> {
    await ui('wait', { window, selector: ROW });
    const expression = `() => [...document.querySelectorAll(${JSON.stringify(ROW)})].map((row) => row.getAttribute('aria-label'))`;
    return (await ui('evaluate', { window, expression })) as string[];
  },

  /** Waits for a notification that contains a text, and reads it; gives all of its text. */
  async notification(text: string, { window = 0, timeoutMs = 30_000 } = {}): Promise<string> {
    const selector = `.notification-toast:has-text(${quoted(text)}) .notification-list-item-message`;
    const message = await ui('text', { window, selector, timeoutMs });
    await delay(READING_MS);
    return message;
  },

  /** Presses a button of a notification. */
  async notificationButton(label: string, window = 0): Promise<void> {
    const selector = `.notification-toast .monaco-button:has-text(${quoted(label)})`;
    await ui('click', { window, selector });
  },

  /** Presses a button of the open dialog. Only a window that runs no tests shows dialogs: see `openWindow`. */
  async dialogButton(label: string, window: number): Promise<void> {
    await delay(READING_MS);
    await ui('click', { window, selector: `.monaco-dialog-box .monaco-button:has-text(${quoted(label)})` });
  },

  /** Shows the view container of the activity bar that has this title. */
  async sidebar(title: string, window = 0): Promise<void> {
    const tab = `.activitybar .action-item:has([aria-label^=${quoted(title)}])`;
    await ui('wait', { window, selector: tab, timeoutMs: 30_000 });
    if ((await ui('count', { window, selector: `${tab}.checked` })) === 0) await ui('click', { window, selector: tab });
    await ui('wait', { window, selector: `.sidebar .composite.title:has-text(${quoted(title)})` });
  },

  /** Rows of all tree views in the side bar, from above, as they are read out: label, description, checkbox. */
  async treeRows(window = 0): Promise<string[]> {
    const expression = `() => [...document.querySelectorAll(${JSON.stringify(TREE_ROW)})]
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((row) => row.getAttribute('aria-label').trim())`;
    return (await ui('evaluate', { window, expression })) as string[];
  },

  /** Selector of a row of a tree view whose text contains this. */
  treeRow: (text: string) => `${TREE_ROW}:has-text(${quoted(text)})`,

  /** The status bar's texts, from the left. */
  async statusBar(window = 0): Promise<string[]> {
    const expression = `() => [...document.querySelectorAll('.statusbar-item')].map((item) => item.innerText.trim()).filter(Boolean)`;
    return (await ui('evaluate', { window, expression })) as string[];
  },
};

/**
 * How long a person takes for a message. VS Code shows three messages within 0.8 s; of the fourth it thinks that it is one
 * too many, and puts it behind the bell.
 */
const READING_MS = 400;
const INPUT = '.quick-input-widget :is(input[type="text"], input[type="password"])';
const ROW = '.quick-input-list .monaco-list-row';
const TREE_ROW = '.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row';

function quoted(text: string): string {
  return JSON.stringify(text);
}
