import * as vscode from 'vscode';
import { formatBytes, printable } from '../../core/format.js';
import type { WantedBackbone } from '../../protocol/backbones.js';
import type { Host } from '../host.js';
import { withWork } from './withWork.js';

/** Downloads weights, with its progress in a notification. @throws RemoteError with what to do instead; AbortError */
export async function downloadBackbone(
  { service, log }: Pick<Host, 'service' | 'log'>,
  { network, alpha, upTo }: WantedBackbone,
): Promise<void> {
  const title = vscode.l10n.t('Downloading {0}', printable(network));
  const wanted = { network, alpha, ...(upTo === undefined ? {} : { upTo }) };
  const fetched = await withWork(title, (options) => service.request('fetchBackbone', wanted, options));
  log.info(`${fetched.title} is here: ${formatBytes(fetched.fetchedBytes)} were downloaded.`);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The weights are here: {0} ({1}).', printable(fetched.title), printable(fetched.licence)),
  );
}
