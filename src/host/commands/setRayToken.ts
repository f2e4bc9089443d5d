import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { clusterAddress } from '../ray/clusterAddress.js';
import { RayTokens } from '../ray/rayTokens.js';
import { requireTrust } from '../trust.js';
import { showError } from './showError.js';

/** Keeps the token of the cluster that the settings name, and says whether the cluster takes it. */
export const setRayTokenCommand: Command = {
  id: commandIds.setRayToken,
  async run({ context, cluster, service, log }) {
    if (!requireTrust()) return;
    const address = await clusterAddress();
    if (address === undefined) return;
    const token = await vscode.window.showInputBox({
      title: vscode.l10n.t('Token of the Ray cluster'),
      prompt: vscode.l10n.t('It is kept in the secret storage, and sent to {0} only.', printable(address)),
      password: true,
      ignoreFocusOut: true,
    });
    if (token === undefined || token.trim() === '') return;
    await new RayTokens(context.secrets).keep(address, token.trim());
    await cluster.tell();
    try {
      const { rayVersion } = await service.request('checkCluster', null);
      const message = vscode.l10n.t('Ray {0} answers at {1}.', printable(rayVersion), printable(address));
      void vscode.window.showInformationMessage(message);
    } catch (error) {
      showError(log, error, vscode.l10n.t('The token is kept, but the cluster cannot be used'));
    }
  },
};
