import * as vscode from 'vscode';
import { confirm } from '../confirm.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { requireTrust } from '../trust.js';
import { withWork } from '../work/withWork.js';

/** Installs the native engine, TensorFlow, into the user's cache. Why it cannot, and what to do, is told by the error. */
export const installEngineCommand: Command = {
  id: commandIds.installEngine,
  async run(host) {
    if (!requireTrust()) return;
    const { service } = host;
    const looking = vscode.l10n.t('Looking for the native engine');
    const found = await withWork(looking, (options) => service.request('describeEngine', null, options));
    if (found.state === 'ready' && !(await isWantedAnew(found.version ?? ''))) return;
    if (found.problem !== undefined) host.log.warn(found.problem);
    if (found.state !== 'ready' && !(await isWanted(found.state === 'broken'))) return;
    const title = vscode.l10n.t('Installing the native engine');
    const params = { force: found.state !== 'missing' };
    const { version } = await withWork(title, (options) => service.request('installEngine', params, options));
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The native engine is installed: TensorFlow {0}. The next training uses it.', version ?? ''),
    );
  },
};

async function isWantedAnew(version: string): Promise<boolean> {
  const again = vscode.l10n.t('Install Again');
  const message = vscode.l10n.t('The native engine is installed and works: TensorFlow {0}.', version);
  return (await vscode.window.showInformationMessage(message, again)) === again;
}

function isWanted(isBroken: boolean): Promise<boolean> {
  return confirm({
    message: isBroken
      ? vscode.l10n.t('The native engine does not work. Install it again?')
      : vscode.l10n.t('Install the native engine?'),
    detail: vscode.l10n.t(
      'TensorFlow is downloaded into the user cache; it needs about 0.9 GB on disk. Trainings are several times as fast as with the engine that is included.',
    ),
    action: vscode.l10n.t('Install'),
  });
}
