import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { commandIds } from '../ids.js';
import { openAddressSetting } from '../ray/clusterAddress.js';
import { Repeats } from '../repeats.js';

/** An error with what to do about it, as the service and the datasets give them. */
interface Advised {
  readonly advice?: unknown;
  readonly code?: unknown;
}

/** A cluster that refuses one training of a comparison refuses the others in the same moment: it is told once. */
const repeats = new Repeats(5_000);

/**
 * Logs an error whole, and shows it: what was tried, why it did not work, what to do, and the log. What a cluster says to many
 * trainings at once is shown once.
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
  const { advice, code } = error instanceof Error ? (error as Advised) : {};
  if (typeof code === 'string' && code.startsWith('ray-') && repeats.isRepeat(reason)) return;
  const message = `${attempt}: ${reason}`;
  const shown = typeof advice === 'string' && advice !== '' ? `${withFullStop(message)} ${printable(advice)}` : message;
  const showLog = {
    title: vscode.l10n.t('Show Log'),
    run: () => (runId === undefined ? log.show() : void vscode.commands.executeCommand(commandIds.showRunLog, runId)),
  };
  void vscode.window
    .showErrorMessage(shown, ...remediesFor(code), showLog)
    .then((choice: Remedy | undefined) => choice?.run());
}

/** A button that does something about an error. */
interface Remedy extends vscode.MessageItem {
  run(): void;
}

function remediesFor(code: unknown): readonly Remedy[] {
  switch (code) {
    case 'dataset-not-fetched':
      return [remedy(vscode.l10n.t('Download…'), () => vscode.commands.executeCommand(commandIds.fetchDataset))];
    case 'ray-unauthorized':
      return [remedy(vscode.l10n.t('Set Ray Token…'), () => vscode.commands.executeCommand(commandIds.setRayToken))];
    case 'ray-bad-address':
    case 'ray-unreachable':
    case 'ray-tls':
    case 'ray-wrong-version':
      return [remedy(vscode.l10n.t('Open Settings'), openAddressSetting)];
    default:
      return [];
  }
}

function remedy(title: string, act: () => Thenable<unknown>): Remedy {
  return { title, run: () => void act() };
}

function withFullStop(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
