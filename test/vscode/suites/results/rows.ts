import { person } from '../../support/person.js';
import { ui } from '../../support/ui.js';
import { waitFor } from '../../support/waitFor.js';

/** A row of the results or models tree by the beginning of what is read out of it. */
export function row(label: string): string {
  return `.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row[aria-label^=${JSON.stringify(label)}]`;
}

/** Waits until a row is there whose text contains all of these; gives it. */
export function waitForRow(...texts: readonly string[]): Promise<string> {
  return waitFor(`a row with ${texts.join(' and ')}`, async () => {
    const rows = await person.treeRows();
    const found = rows.find((text) => texts.every((part) => text.includes(part)));
    if (found === undefined) throw new Error(`there are ${JSON.stringify(rows)}`);
    return found;
  });
}

/** Waits until no row contains this. */
export async function waitForNoRow(text: string): Promise<void> {
  await waitFor(`no row with ${text}`, async () => !(await person.treeRows()).some((own) => own.includes(text)));
}

/** Opens or shuts a row, as a click on its arrow does. */
export async function twist(label: string): Promise<void> {
  await ui('click', { selector: `${row(label)} .monaco-tl-twistie` });
}
