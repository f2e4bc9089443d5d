import * as vscode from 'vscode';
import { formatBytes, printable } from '../../core/format.js';
import { confirm } from '../confirm.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds, viewIds } from '../ids.js';
import { runsOrAsk } from '../views/runArguments.js';

/** Deletes runs, after it has said how many bytes that are. */
export const deleteRunCommand: Command = {
  id: commandIds.deleteRun,
  async run(host, ...args) {
    const isOffered = ({ status }: StoredRun) => status !== 'running';
    const placeHolder = vscode.l10n.t('Runs to delete');
    const chosen = await runsOrAsk(host, args, { placeHolder, canPickMany: true, isOffered });
    if (chosen === undefined) return;
    const runs = chosen.filter(isOffered);
    if (runs.length < chosen.length)
      void vscode.window.showWarningMessage(vscode.l10n.t('A run in training cannot be deleted: stop it first.'));
    if (runs.length === 0 || !(await isWanted(host, runs))) return;
    await vscode.window.withProgress({ location: { viewId: viewIds.results } }, () => deleteAll(host, runs));
  },
};

async function isWanted(host: Host, runs: readonly StoredRun[]): Promise<boolean> {
  const sizes = await Promise.all(runs.map(({ folder }) => host.service.request('sizeOfRun', { folder })));
  const bytes = formatBytes(sizes.reduce((sum, size) => sum + size, 0));
  const [first] = runs;
  const message =
    runs.length === 1 && first !== undefined
      ? vscode.l10n.t('Delete the run {0}?', printable(first.label ?? first.runId))
      : vscode.l10n.t('Delete {0} runs?', runs.length);
  const detail = vscode.l10n.t('{0} on disk: weights, predictions, curves. This cannot be undone.', bytes);
  return confirm({ message, detail, action: vscode.l10n.t('Delete') });
}

/** What could not be deleted is told in one message. */
async function deleteAll({ service, log }: Host, runs: readonly StoredRun[]): Promise<void> {
  const failures: string[] = [];
  for (const { folder, runId } of runs)
    try {
      log.info(`Deleted ${runId}: ${formatBytes(await service.request('deleteRun', { folder }))}.`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  if (failures.length > 0) throw new Error(failures.join(' '));
}
