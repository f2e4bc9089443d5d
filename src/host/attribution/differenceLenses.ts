import * as vscode from 'vscode';
import type { Host } from '../host.js';
import { commandIds, languageIds, settingIds } from '../ids.js';
import { attributionsChanged } from './attributionsChanged.js';
import { findAttribution } from './findAttribution.js';
import { type OpenComparison, openComparisons } from './openComparisons.js';

/**
 * Lenses at each change of two definitions that are open in a diff editor: what it is worth where that has been measured,
 * else the way to have it measured.
 */
export function registerDifferenceLenses(host: Pick<Host, 'runs' | 'service' | 'log'>): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const key = document.uri.toString();
      const isOn = vscode.workspace.getConfiguration(undefined, document).get<boolean>(settingIds.codeLens, true);
      const pairs = isOn
        ? openComparisons().filter(({ first, second }) => [first, second].some((uri) => uri.toString() === key))
        : [];
      const lenses = await Promise.all(pairs.map((pair) => lensesOf(host, pair, key)));
      return lenses.flat();
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider({ language: languageIds.model }, provider),
    vscode.window.tabGroups.onDidChangeTabs(() => changed.fire()),
    attributionsChanged(() => changed.fire()),
  );
}

async function lensesOf(
  host: Pick<Host, 'runs' | 'service' | 'log'>,
  pair: OpenComparison,
  key: string,
): Promise<vscode.CodeLens[]> {
  const [one, other] = await Promise.all([
    vscode.workspace.openTextDocument(pair.first),
    vscode.workspace.openTextDocument(pair.second),
  ]);
  // Loaded late: no activation is to wait for it.
  const { changeLenses } = await import('../../core/difference/changeLenses.js');
  const record = await findAttribution(host, one.getText(), other.getText());
  const side = pair.second.toString() === key ? 'second' : 'first';
  const document = side === 'second' ? other : one;
  return changeLenses(one.getText(), other.getText(), side, record).map(({ offset, measured }) => {
    const at = document.positionAt(offset);
    const title = measured ?? vscode.l10n.t('Attribute difference…');
    return new vscode.CodeLens(new vscode.Range(at, at), {
      title,
      command: measured === undefined ? commandIds.attributeDifference : commandIds.showAttribution,
      arguments: [{ first: pair.first, second: pair.second }],
    });
  });
}
