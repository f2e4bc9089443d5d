import * as vscode from 'vscode';
import type { Host, StoredRun, TrainingOrder } from '../host.js';
import { OrderRemovedError } from './trainingQueue.js';
import { untilEnded } from './untilEnded.js';

/** What has become of some orders. */
export interface TrainedOrders {
  /** Of the runs that were trained to their end, in the order of the orders; null for what failed or was not trained. */
  readonly folders: readonly (string | null)[];
  /** In the order in which they failed. */
  readonly failed: readonly { readonly order: TrainingOrder; readonly message: string }[];
  readonly isCancelled: boolean;
}

/**
 * Trains some orders, in the queue, and shows how far it is; cancelling takes out what waits and stops what runs. A training
 * that fails leaves the others. Never rejects for one of them.
 */
export async function trainOrders(host: Host, orders: readonly TrainingOrder[], title: string): Promise<TrainedOrders> {
  if (orders.length === 0) return { folders: [], failed: [], isCancelled: false };
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) =>
    train(host, orders, progress, token),
  );
}

async function train(
  host: Host,
  orders: readonly TrainingOrder[],
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<TrainedOrders> {
  const folders: (string | null)[] = orders.map(() => null);
  const failed: TrainedOrders['failed'][number][] = [];
  const begun: StoredRun[] = [];
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
  const follow = async (order: TrainingOrder, index: number, promise: Promise<StoredRun> | undefined) => {
    try {
      const run = await promise;
      if (run === undefined) return;
      begun.push(run);
      // It may have begun while it was being cancelled.
      if (token.isCancellationRequested) stop(run);
      const ended = await untilEnded(host, run);
      if (ended.status === 'completed') folders[index] = ended.folder;
      else if (ended.status === 'failed')
        failed.push({ order, message: ended.failure?.message ?? vscode.l10n.t('It ended without a reason.') });
    } catch (error) {
      if (!(error instanceof OrderRemovedError))
        failed.push({ order, message: error instanceof Error ? error.message : String(error) });
    }
    done += 1;
    tell(100 / orders.length);
  };
  try {
    const promises = host.training.enqueue(orders);
    await Promise.all(orders.map((order, index) => follow(order, index, promises[index])));
  } finally {
    cancelled.dispose();
  }
  return { folders, failed, isCancelled: token.isCancellationRequested };
}
