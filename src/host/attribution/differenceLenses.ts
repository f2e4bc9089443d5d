import * as vscode from 'vscode';
import type { AttributionRecord } from '../../core/difference/attributionRecord.js';
import { textHash } from '../../runs/textHash.js';
import type { Host } from '../host.js';
import { commandIds, languageIds, settingIds } from '../ids.js';
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
    attributionsChanged.event(() => changed.fire()),
  );
}

const attributionsChanged = new vscode.EventEmitter<void>();

/** An attribution has been measured. */
export function attributionMeasured(): void {
  attributionsChanged.fire();
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
  const record = await findRecord(host, one.getText(), other.getText());
  const side = pair.second.toString() === key ? 'second' : 'first';
  const document = side === 'second' ? other : one;
  return changeLenses(one.getText(), other.getText(), side, record).map(({ offset, measured }) => {
    const at = document.positionAt(offset);
    const title = measured ?? vscode.l10n.t('Attribute difference…');
    return new vscode.CodeLens(new vscode.Range(at, at), {
      title,
      command: commandIds.attributeDifference,
      arguments: [{ first: pair.first, second: pair.second }],
    });
  });
}

/** The attribution of just these texts, kept beside the runs of any folder of the workspace. */
async function findRecord(
  { runs, service, log }: Pick<Host, 'runs' | 'service' | 'log'>,
  first: string,
  second: string,
): Promise<AttributionRecord | undefined> {
  const [firstHash, secondHash] = [textHash(first), textHash(second)];
  for (const { root } of runs.roots) {
    try {
      const record = await service.request('findAttribution', { root, firstHash, secondHash });
      if (record !== null) return record;
    } catch (error) {
      log.warn(`What has been attributed cannot be read: ${error}`);
    }
  }
  return undefined;
}
