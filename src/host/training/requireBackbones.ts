import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { analyseModel } from '../../core/language/analyseModel.js';
import type { MissingBackbone, WantedBackbone } from '../../protocol/backbones.js';
import type { Host, TrainingOrder } from '../host.js';
import { downloadBackbone } from '../work/downloadBackbone.js';

/**
 * Whether the published weights that models begin with are on this machine. Where some are missing that can be downloaded,
 * offers that and waits for it; of others it says which file to put where. False: nothing should be trained.
 * @throws RemoteError when a download fails
 */
export async function requireBackbones(
  host: Pick<Host, 'service' | 'log'>,
  orders: readonly TrainingOrder[],
): Promise<boolean> {
  const wanted = [...new Set(orders.map(({ text }) => text))].flatMap(backbonesOf);
  if (wanted.length === 0) return true;
  const missing = await host.service.request('lookForBackbones', { wanted });
  const byHand = missing.find(({ isFetchable }) => !isFetchable);
  if (byHand !== undefined) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Nothing was trained: there are no ImageNet weights of {0} on this machine. {1}',
        printable(byHand.text),
        printable(byHand.advice),
      ),
    );
    return false;
  }
  for (const weights of missing) if (!(await isDownloaded(host, weights))) return false;
  return true;
}

async function isDownloaded(host: Pick<Host, 'service' | 'log'>, weights: MissingBackbone): Promise<boolean> {
  const download = vscode.l10n.t('Download and Train');
  const message = vscode.l10n.t(
    'The ImageNet weights of {0} are not on this machine. They are published and free; the training needs them.',
    printable(weights.text),
  );
  if ((await vscode.window.showWarningMessage(message, download)) !== download) return false;
  await downloadBackbone(host, weights);
  return true;
}

/** The ImageNet weights that a model's text names. */
function backbonesOf(text: string): readonly WantedBackbone[] {
  const layers = analyseModel(text).definition?.layers ?? [];
  return layers.flatMap(({ type, options }) => {
    if (type.type !== 'backbone' || options.weights !== 'imagenet') return [];
    const { name, alpha, upTo } = options as { name: string; alpha: number; upTo?: string };
    return [{ network: name, alpha, ...(upTo === undefined ? {} : { upTo }) }];
  });
}
