import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { AttributionQuestion, PlannedAttribution } from '../../protocol/attribution.js';
import type { Host, StoredRun, TrainingOrder } from '../host.js';
import { OrderRemovedError } from '../training/trainingQueue.js';
import { untilEnded } from '../training/untilEnded.js';

/**
 * Trains what an attribution lacks, in the queue, and shows how far it is; cancelling takes out what waits and stops what
 * runs. The folders of all runs, seed by seed; undefined when it was cancelled.
 * @throws Error when one of them could not be trained
 */
export async function trainMissing(
  host: Host,
  plan: PlannedAttribution,
  question: AttributionQuestion,
  places: readonly [vscode.Uri, vscode.Uri],
  title: string,
): Promise<readonly string[] | undefined> {
  const orders = plan.trained.flatMap((folder, index) => (folder === null ? [{ index, ...orderOf(index) }] : []));
  const folders = [...plan.trained];
  if (orders.length > 0) {
    const location = vscode.ProgressLocation.Notification;
    const isComplete = await vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) =>
      train(progress, token),
    );
    if (!isComplete) return undefined;
  }
  return folders.map((folder) => folder ?? '');

  function orderOf(index: number): { readonly order: TrainingOrder } {
    const model = plan.models[index % plan.models.length];
    const seed = question.seeds[Math.floor(index / plan.models.length)] ?? 0;
    if (model === undefined) throw new Error('The plan has no such model.');
    const { dataset, validationSplit, recipe, limit } = question.setup;
    const [first, second] = places;
    const between = vscode.Uri.joinPath(first, '..', `attribution-${plan.id}-${model.mask}.model.jsonc`);
    const changes = model.applied.map((group) => plan.groups[group]?.label ?? '');
    return {
      order: {
        definition: model.side === 'first' ? first : model.side === 'second' ? second : between,
        text: model.text,
        modelName: model.name,
        dataset,
        seed,
        validationSplit,
        recipe: recipe as Readonly<Record<string, unknown>>,
        ...(limit === undefined ? {} : { limit }),
        ...(model.side === 'between' ? { attribution: { id: plan.id, changes } } : {}),
      },
    };
  }

  async function train(
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<boolean> {
    const begun: StoredRun[] = [];
    const cancelled = token.onCancellationRequested(() => {
      for (const { order } of orders) host.training.removeWaiting(order);
      for (const { folder } of begun) {
        const run = host.runs.get(folder);
        if (run?.status === 'running') host.training.stop(run).then(undefined, (error) => host.log.warn(`${error}`));
      }
    });
    let done = 0;
    const tell = (increment = 0) =>
      progress.report({ message: vscode.l10n.t('{0} of {1} trainings', done, orders.length), increment });
    tell();
    try {
      const promises = host.training.enqueue(orders.map(({ order }) => order));
      await Promise.all(
        promises.map(async (promise, at) => {
          const run = await promise;
          begun.push(run);
          const ended = await untilEnded(host, run);
          if (ended.status !== 'completed' && !token.isCancellationRequested)
            throw new Error(
              vscode.l10n.t('{0} could not be trained; the difference cannot be attributed.', nameOf(ended)),
            );
          folders[orders[at]?.index ?? 0] = ended.folder;
          done += 1;
          tell(100 / orders.length);
        }),
      );
    } catch (error) {
      if (!(error instanceof OrderRemovedError) || !token.isCancellationRequested) throw error;
    } finally {
      cancelled.dispose();
    }
    return !token.isCancellationRequested;
  }
}

function nameOf({ modelName, runId }: StoredRun): string {
  return printable(modelName ?? runId);
}
