import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Host, StoredRun, TrainingOrder } from '../host.js';
import { OrderRemovedError } from './trainingQueue.js';
import { untilEnded } from './untilEnded.js';

/**
 * Trains all of some orders, in the queue, and shows how far it is; cancelling takes out what waits and stops what runs. The
 * folders of their runs, in order; undefined when it was cancelled. `failure`: what is told of a run that was not trained.
 * @throws Error when one of them could not be trained
 */
export async function trainOrders(
  host: Host,
  orders: readonly TrainingOrder[],
  title: string,
  failure: (name: string) => string,
): Promise<readonly string[] | undefined> {
  if (orders.length === 0) return [];
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const begun: StoredRun[] = [];
    const folders: string[] = [];
    const stop = ({ folder }: StoredRun) => {
      const run = host.runs.get(folder);
      if (run?.status === 'running') host.training.stop(run).then(undefined, (error) => host.log.warn(`${error}`));
    };
    const cancelled = token.onCancellationRequested(() => {
      for (const order of orders) host.training.removeWaiting(order);
      for (const run of begun) stop(run);
    });
    let done = 0;
    const tell = (increment = 0) =>
      progress.report({ message: vscode.l10n.t('{0} of {1} trainings', done, orders.length), increment });
    tell();
    try {
      await Promise.all(
        host.training.enqueue(orders).map(async (promise, at) => {
          const run = await promise;
          begun.push(run);
          // It may have begun while it was being cancelled.
          if (token.isCancellationRequested) stop(run);
          const ended = await untilEnded(host, run);
          if (ended.status !== 'completed' && !token.isCancellationRequested)
            throw new Error(failure(printable(ended.modelName ?? ended.runId)));
          folders[at] = ended.folder;
          done += 1;
          tell(100 / orders.length);
        }),
      );
    } catch (error) {
      if (!(error instanceof OrderRemovedError) || !token.isCancellationRequested) throw error;
    } finally {
      cancelled.dispose();
    }
    return token.isCancellationRequested ? undefined : folders;
  });
}
