import * as vscode from 'vscode';
import { formatClock, formatPercent, printable } from '../../core/format.js';
import type { Progress } from '../../core/run/progress.js';
import type { Host, RunStore, StoredRun, TrainingOrder } from '../host.js';
import { commandIds } from '../ids.js';
import { runName } from './statusText.js';

/** A run whose trainer was killed is interrupted for so long at most, until its end has been recorded. */
const SETTLING_MS = 2_000;

type ProgressHost = Pick<Host, 'runs' | 'training' | 'log'>;

/**
 * Shows how a training goes that a person started from the palette, in a notification that stops it when it is cancelled,
 * and at the end its result. Never rejects: that a training could not begin, or failed, is told by `Training`.
 */
export async function showTraining(host: ProgressHost, order: TrainingOrder, begun: Promise<StoredRun>): Promise<void> {
  const title = vscode.l10n.t('Training {0}', printable(order.modelName));
  const location = vscode.ProgressLocation.Notification;
  const ended = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    let run: StoredRun | undefined;
    const cancelled = token.onCancellationRequested(() => {
      if (run === undefined) host.training.removeWaiting(order);
      else void host.training.stop(run).catch((error) => host.log.error('The training could not be stopped.', error));
      progress.report({ message: vscode.l10n.t('stopping after this step…') });
    });
    try {
      progress.report({ message: waitsOf(host, order) ?? vscode.l10n.t('starting…') });
      run = await begun;
      // The order may have begun while its notification was cancelled.
      if (token.isCancellationRequested) await host.training.stop(run);
      return await followed(host.runs, run, progress, token);
    } catch (error) {
      host.log.debug(`${order.modelName} was not begun: ${error}`);
      return undefined;
    } finally {
      cancelled.dispose();
    }
  });
  if (ended !== undefined) await tellEnd(ended);
}

function waitsOf({ training }: ProgressHost, order: TrainingOrder): string | undefined {
  return training.waiting.includes(order) ? vscode.l10n.t('waiting for its turn…') : undefined;
}

/** Reports until the run has ended; the run as it is then, undefined if it was deleted. */
function followed(
  runs: RunStore,
  { folder }: StoredRun,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<StoredRun | undefined> {
  return new Promise((resolve) => {
    let done = 0;
    let settling: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(settling);
      subscription.dispose();
      resolve(runs.get(folder));
    };
    const look = () => {
      const run = runs.get(folder);
      if (run?.status === 'interrupted') settling ??= setTimeout(end, SETTLING_MS);
      else if (run?.status !== 'running') end();
      else if (run.progress !== undefined && !token.isCancellationRequested) {
        const fraction = run.progress.fraction ?? done;
        progress.report({ message: standing(run.progress), increment: Math.max(0, fraction - done) * 100 });
        done = Math.max(done, fraction);
      }
    };
    const subscription = runs.onDidChange(look);
    look();
  });
}

/** The epoch that a training is in, and of how many where that is known. */
export function epochText({ epoch, epochs }: Pick<Progress, 'epoch' | 'epochs'>): string {
  return epochs === null ? vscode.l10n.t('epoch {0}', epoch) : vscode.l10n.t('epoch {0} of {1}', epoch, epochs);
}

function standing(progress: Progress): string {
  const { accuracy, remainingMs } = progress;
  return [
    epochText(progress),
    ...(accuracy === null ? [] : [formatPercent(accuracy)]),
    ...(remainingMs === null ? [] : [vscode.l10n.t('{0} left', formatClock(remainingMs))]),
  ].join(' · ');
}

async function tellEnd(run: StoredRun): Promise<void> {
  const { status, testAccuracy, epochs, runId } = run;
  const name = runName(run);
  if (status === 'failed') return;
  const open = vscode.l10n.t('Open Results');
  const message =
    status === 'completed' && testAccuracy !== undefined
      ? vscode.l10n.t('{0} is trained: {1} of the test images are recognized.', name, formatPercent(testAccuracy))
      : status === 'completed'
        ? vscode.l10n.t('{0} is trained.', name)
        : status === 'stopped'
          ? vscode.l10n.t('{0} was stopped after epoch {1}; it can be resumed.', name, epochs)
          : vscode.l10n.t('The training of {0} was interrupted; it can be resumed.', name);
  const choice = await vscode.window.showInformationMessage(message, open);
  if (choice === open) await vscode.commands.executeCommand(commandIds.openRun, runId);
}
