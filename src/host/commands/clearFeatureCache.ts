import * as vscode from 'vscode';
import { formatBytes } from '../../core/format.js';
import { confirm } from '../confirm.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Removes the features of frozen layers from the user's cache, after it has said how many bytes that are. */
export const clearFeatureCacheCommand: Command = {
  id: commandIds.clearFeatureCache,
  async run({ service, log }) {
    const { entries, bytes } = await service.request('describeFeatureCache', null);
    if (entries === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There are no features in the cache.'));
      return;
    }
    const isWanted = await confirm({
      message: vscode.l10n.t('Clear the feature cache ({0})?', formatBytes(bytes)),
      detail: vscode.l10n.t('The next training of a model with frozen layers computes their features anew.'),
      action: vscode.l10n.t('Clear'),
    });
    if (!isWanted) return;
    const removed = await service.request('clearFeatureCache', null);
    const message = vscode.l10n.t('The feature cache is empty: {0} are free again.', formatBytes(removed.bytes));
    log.info(message);
    void vscode.window.showInformationMessage(message);
  },
};
