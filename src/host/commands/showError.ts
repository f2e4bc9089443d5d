import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { commandIds } from '../ids.js';

/** An error with what to do about it, as the service and the datasets give them. */
interface Advised {
  readonly advice?: unknown;
  readonly code?: unknown;
}

/**
 * Logs an error whole, and shows it: what was tried, why it did not work, what to do, and the log.
 * @param runId a run whose own log tells more
 */
export function showError(
  log: vscode.LogOutputChannel,
  error: unknown,
  attempt: string,
  { runId }: { readonly runId?: string } = {},
): void {
  log.error(attempt, error instanceof Error ? error : String(error));
  const reason = printable(error instanceof Error ? error.message : String(error));
  const advice = error instanceof Error ? (error as Advised).advice : undefined;
  const message = `${attempt}: ${reason}`;
  const shown = typeof advice === 'string' && advice !== '' ? `${withFullStop(message)} ${printable(advice)}` : message;
  const showLog = vscode.l10n.t('Show Log');
  const download = vscode.l10n.t('Download…');
  const isToFetch = error instanceof Error && (error as Advised).code === 'dataset-not-fetched';
  void vscode.window.showErrorMessage(shown, ...(isToFetch ? [download, showLog] : [showLog])).then((choice) => {
    if (choice === download) void vscode.commands.executeCommand(commandIds.fetchDataset);
    if (choice !== showLog) return;
    if (runId === undefined) log.show();
    else void vscode.commands.executeCommand(commandIds.showRunLog, runId);
  });
}

function withFullStop(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
