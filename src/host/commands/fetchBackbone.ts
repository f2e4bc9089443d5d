import * as vscode from 'vscode';
import { formatBytes, printable } from '../../core/format.js';
import type { ListedBackbone } from '../../protocol/backbones.js';
import { confirm } from '../confirm.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { requireTrust } from '../trust.js';
import { downloadBackbone } from '../work/downloadBackbone.js';

/** Downloads the ImageNet weights of a published network that the person chooses. */
export const fetchBackboneCommand: Command = {
  id: commandIds.fetchBackbone,
  async run(host) {
    if (!requireTrust()) return;
    const listed = await host.service.request('listBackbones', null);
    const placeHolder = vscode.l10n.t('Network to download, trained on ImageNet');
    const chosen = await vscode.window.showQuickPick(listed.filter(({ bytes }) => bytes > 0).map(itemOf), {
      placeHolder,
    });
    if (chosen === undefined) return;
    const { title, bytes, licence } = chosen.weights;
    const isWanted = await confirm({
      message: vscode.l10n.t('Download the weights of {0}?', printable(title)),
      detail: vscode.l10n.t(
        'At most {0}, under {1}. They are kept in the user cache, for all workspaces.',
        formatBytes(bytes),
        printable(licence),
      ),
      action: vscode.l10n.t('Download'),
    });
    if (isWanted) await downloadBackbone(host, chosen.weights);
  },
};

function itemOf(weights: ListedBackbone) {
  const { title, state, bytes, licence } = weights;
  return {
    label: printable(title),
    description: state === 'cached' ? vscode.l10n.t('here, at least in part') : formatBytes(bytes),
    detail: printable(licence),
    weights,
  };
}
