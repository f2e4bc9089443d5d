import * as vscode from 'vscode';
import { formatCount } from '../../core/format.js';

const { l10n } = vscode;

/** The last line of a list that is shown in part. `showMore`: the command that it runs, not contributed. */
export function moreItem(id: string, hiddenCount: number, showMore: string): vscode.TreeItem {
  const item = new vscode.TreeItem(l10n.t('{0} more', formatCount(hiddenCount)));
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: showMore, title: l10n.t('Show more'), arguments: [id] };
  item.accessibilityInformation = { label: l10n.t('Show some of {0} more', formatCount(hiddenCount)) };
  return item;
}
