import * as vscode from 'vscode';
import { languageIds } from '../ids.js';

/** Two definitions that are open side by side in a diff editor. */
export interface OpenComparison {
  readonly first: vscode.Uri;
  readonly second: vscode.Uri;
}

/** The diff editors of two definitions that are open, of whatever command. */
export function openComparisons(): OpenComparison[] {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.flatMap((input) => {
    if (!(input instanceof vscode.TabInputTextDiff)) return [];
    const { original, modified } = input;
    return isModel(original) && isModel(modified) ? [{ first: original, second: modified }] : [];
  });
}

function isModel(uri: vscode.Uri): boolean {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  return open === undefined ? /\.model\.jsonc?$/i.test(uri.path) : open.languageId === languageIds.model;
}
