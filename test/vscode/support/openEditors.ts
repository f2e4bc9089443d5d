import { window } from 'vscode';

/** Labels of all open tabs, group by group. */
export function openEditors(): string[] {
  return window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
}
