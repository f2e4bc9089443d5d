import * as vscode from 'vscode';
import { formatQuantity, printable } from '../../core/format.js';
import type { StoredRun } from '../host.js';
import { commandIds, itemWords } from '../ids.js';
import type { GroupNode, ResultNode, RunNode, SeedsNode } from './resultNode.js';
import { resultAccessibilityLabel, resultDescription, resultLabel } from './resultText.js';

const { l10n } = vscode;

/**
 * A line of the results tree. Its tooltip is made when it is pointed at.
 * @param isExpanded what a person has done with it; undefined: nothing yet
 */
export function resultItem(node: ResultNode, now: number, isExpanded: boolean | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(resultLabel(node, now, l10n), collapsibleState(node, isExpanded));
  item.id = node.id;
  item.description = resultDescription(node, l10n);
  item.accessibilityInformation = { label: resultAccessibilityLabel(node, now, l10n) };
  item.contextValue = contextValue(node);
  const icon = iconOf(node);
  if (icon !== undefined) item.iconPath = icon;
  switch (node.kind) {
    case 'group':
      item.tooltip = node.definitionPath === undefined ? String(item.label) : printable(node.definitionPath);
      break;
    case 'seeds':
      item.checkboxState = checkbox(node);
      break;
    case 'run':
      item.checkboxState = checkbox(node);
      item.command = {
        command: commandIds.openRun,
        title: l10n.t('Open run'),
        arguments: [node.id, undefined, { preserveFocus: true }],
      };
      break;
    case 'failure':
      item.tooltip = printable(node.run.failure?.message ?? '');
      item.command = { command: commandIds.showRunLog, title: l10n.t('Show log'), arguments: [node.run.folder] };
      break;
  }
  return item;
}

function collapsibleState(
  node: ResultNode,
  isExpanded = node.kind === 'group' && node.isExpanded,
): vscode.TreeItemCollapsibleState {
  if (node.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return isExpanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

/** Words that menus look for. */
function contextValue(node: ResultNode): string {
  if (node.kind === 'seeds') return [itemWords.seeds, ...(node.runningCount > 0 ? [itemWords.running] : [])].join(' ');
  if (node.kind !== 'run') return node.kind === 'failure' ? node.kind : itemWords.group;
  const { run, isStale, isBaseline } = node;
  return [
    itemWords.run,
    itemWords[run.status],
    ...(run.isResumable ? [itemWords.resumable] : []),
    ...(isStale ? [itemWords.stale] : []),
    ...(isBaseline ? [itemWords.baseline] : []),
  ].join(' ');
}

function checkbox(node: RunNode | SeedsNode): NonNullable<vscode.TreeItem['checkboxState']> {
  const what = node.kind === 'run' ? l10n.t('run') : formatQuantity(node.runs.length, 'run');
  const label = node.isCompared
    ? l10n.t('Take {0} out of the comparison', what)
    : l10n.t('Add {0} to the comparison', what);
  return {
    state: node.isCompared ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: label,
    accessibilityInformation: { label },
  };
}

function iconOf(node: ResultNode): vscode.ThemeIcon | undefined {
  switch (node.kind) {
    case 'group':
      return new vscode.ThemeIcon(groupIcons[node.by]);
    case 'seeds':
      return seedsIcon(node);
    case 'run':
      return node.isStale && node.run.status === 'completed'
        ? colored('history', 'list.warningForeground')
        : runIcon(node.run);
    case 'failure':
      return new vscode.ThemeIcon('output');
  }
}

const groupIcons: Readonly<Record<GroupNode['by'], string>> = {
  definition: 'symbol-class',
  dataset: 'database',
  day: 'calendar',
  comparison: 'git-compare',
};

function runIcon({ status }: StoredRun): vscode.ThemeIcon {
  return {
    running: colored('sync~spin', 'charts.blue'),
    completed: colored('pass', 'testing.iconPassed'),
    failed: colored('error', 'testing.iconFailed'),
    interrupted: colored('debug-disconnect', 'testing.iconQueued'),
    stopped: colored('circle-slash', 'testing.iconSkipped'),
  }[status];
}

function seedsIcon({ runningCount, isStale }: SeedsNode): vscode.ThemeIcon {
  if (runningCount > 0) return colored('sync~spin', 'charts.blue');
  if (isStale) return colored('history', 'list.warningForeground');
  return colored('layers', 'testing.iconPassed');
}

function colored(icon: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}
