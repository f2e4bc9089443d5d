import * as vscode from 'vscode';
import { formatQuantity, printable } from '../../core/format.js';
import { formatMacs } from '../../core/language/layerFacts.js';
import { inlineCode, paragraphs } from '../../core/language/markdown.js';
import type { DefinitionFile, StoredRun } from '../host.js';
import { itemWords } from '../ids.js';
import { layerIcon } from './layerIcon.js';
import type { DefinitionNode, LayerNode, MemberNode, ModelsNode } from './modelsNode.js';
import { runFigures } from './resultText.js';

const { l10n } = vscode;

/** What is known of a definition's runs. */
export interface DefinitionRuns {
  readonly lastResult?: StoredRun;
  readonly isStale: boolean;
  readonly isTraining: boolean;
}

/** A line of the models tree. `runsOf`: of a definition's file. */
export function modelItem(node: ModelsNode, runsOf: (file: DefinitionFile) => DefinitionRuns): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return headed(node.id, printable(node.folder.name), 'folder', vscode.TreeItemCollapsibleState.Expanded);
    case 'shipped':
      return headed(node.id, l10n.t('Shipped'), 'package', vscode.TreeItemCollapsibleState.Collapsed);
    case 'definition':
      return definitionItem(node, runsOf(node.file));
    case 'member':
      return memberItem(node, node.file && runsOf(node.file));
    case 'layer':
      return layerItem(node);
  }
}

function headed(id: string, label: string, icon: string, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

function definitionItem({ id, resourceUri, file }: DefinitionNode, runs: DefinitionRuns): vscode.TreeItem {
  const item = new vscode.TreeItem(printable(file.name), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = id;
  // The editor's marks for problems and changes come with it.
  item.resourceUri = resourceUri;
  item.description = definitionDescription(file, runs);
  item.iconPath = definitionIcon(file, runs);
  item.contextValue = file.kind === 'model' ? itemWords.definition : itemWords.comparison;
  item.tooltip = definitionTooltip(file, runs);
  item.command = opened(resourceUri);
  const kind = file.kind === 'model' ? l10n.t('model') : l10n.t('comparison');
  item.accessibilityInformation = { label: read(item.label, kind, item.description) };
  return item;
}

function memberItem({ id, resourceUri, member, file }: MemberNode, runs: DefinitionRuns | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(printable(file?.name ?? member.path));
  item.id = id;
  item.resourceUri = resourceUri;
  item.command = opened(resourceUri);
  if (file === undefined || runs === undefined) {
    item.description = l10n.t('not found');
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  } else {
    item.description = definitionDescription(file, runs);
    item.iconPath = definitionIcon(file, runs);
    item.contextValue = itemWords.definition;
    item.tooltip = definitionTooltip(file, runs);
  }
  item.accessibilityInformation = { label: read(item.label, item.description) };
  return item;
}

function layerItem({ id, resourceUri, outlined }: LayerNode): vscode.TreeItem {
  const { name, type, facts, isWrong, line } = outlined;
  const item = new vscode.TreeItem(printable(name));
  item.id = id;
  item.description = [
    ...(type === undefined || type === name ? [] : [type]),
    ...(facts === undefined ? [] : [facts]),
  ].join(' · ');
  item.iconPath = isWrong
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'))
    : new vscode.ThemeIcon(layerIcon(type));
  item.contextValue = itemWords.layer;
  item.command = opened(resourceUri, new vscode.Range(line, 0, line, 0));
  const wrong = isWrong ? l10n.t('has a mistake') : '';
  item.accessibilityInformation = { label: read(item.label, l10n.t('layer'), item.description, wrong) };
  return item;
}

/** What a screen reader says. */
function read(...parts: readonly unknown[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

function opened(uri: vscode.Uri, selection?: vscode.Range): vscode.Command {
  return {
    command: 'vscode.open',
    title: l10n.t('Open'),
    arguments: selection === undefined ? [uri] : [uri, { selection }],
  };
}

/** Mistakes first, then the latest result, or what the model costs. */
function definitionDescription(file: DefinitionFile, { lastResult, isStale }: DefinitionRuns): string {
  const { errorCount, cost } = file;
  return [
    ...(errorCount === 0 ? [] : [errorCount === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errorCount)]),
    ...(lastResult !== undefined ? runFigures(lastResult, l10n) : cost === undefined ? [] : [costText(cost)]),
    ...(lastResult !== undefined && isStale ? [l10n.t('edited since')] : []),
  ].join(' · ');
}

function costText({ parameterCount, macs }: NonNullable<DefinitionFile['cost']>): string {
  return `${formatQuantity(parameterCount, 'parameter')} · ${formatMacs(macs)} MACs`;
}

function definitionIcon({ kind, errorCount }: DefinitionFile, { isTraining }: DefinitionRuns): vscode.ThemeIcon {
  if (isTraining) return new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('charts.blue'));
  const color = errorCount > 0 ? new vscode.ThemeColor('list.errorForeground') : undefined;
  return new vscode.ThemeIcon(kind === 'model' ? 'symbol-class' : 'git-compare', color);
}

function definitionTooltip(file: DefinitionFile, { lastResult }: DefinitionRuns): vscode.MarkdownString {
  const path = file.uri.scheme === 'file' ? file.uri.fsPath : file.uri.toString();
  return new vscode.MarkdownString(
    paragraphs(
      inlineCode(file.name),
      inlineCode(path),
      file.cost === undefined ? undefined : costText(file.cost),
      lastResult === undefined
        ? undefined
        : l10n.t('Last result: {0}', inlineCode(runFigures(lastResult, l10n).join(' · '))),
    ),
  );
}
