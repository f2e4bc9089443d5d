import * as vscode from 'vscode';
import type { UnfinishedAttribution } from '../../core/difference/attributionRecord.js';
import type { AttributionQuestion, PlannedAttribution } from '../../protocol/attribution.js';
import type { Host, StoredRun, TrainingOrder } from '../host.js';
import { OrderRemovedError } from '../training/trainingQueue.js';
import { untilEnded } from '../training/untilEnded.js';

/** What there is of an attribution's runs. */
export interface TrainedRuns {
  /** Of all runs, seed by seed, in the order of the plan's models; null for what failed or was not trained. */
  readonly folders: readonly (string | null)[];
  readonly failed: UnfinishedAttribution['failed'];
  readonly isCancelled: boolean;
}

interface Missing {
  /** Among the plan's runs. */
  readonly index: number;
  readonly order: TrainingOrder;
}

/**
 * Trains what an attribution lacks, in the queue, and shows how far it is; cancelling takes out what waits and stops what
 * runs. A training that fails leaves the others. Never rejects for one of them.
 */
export async function trainMissing(
  host: Host,
  plan: PlannedAttribution,
  question: AttributionQuestion,
  places: readonly [vscode.Uri, vscode.Uri],
  title: string,
): Promise<TrainedRuns> {
  const missing = plan.trained.flatMap((folder, index) =>
    folder === null ? [{ index, order: orderOf(plan, question, places, index) }] : [],
  );
  if (missing.length === 0) return { folders: plan.trained, failed: [], isCancelled: false };
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) =>
    train(host, plan.trained, missing, progress, token),
  );
}

function orderOf(
  plan: PlannedAttribution,
  { seeds, setup }: AttributionQuestion,
  [first, second]: readonly [vscode.Uri, vscode.Uri],
  index: number,
): TrainingOrder {
  const model = plan.models[index % plan.models.length];
  if (model === undefined) throw new Error('The plan has no such model.');
  const { dataset, validationSplit, recipe, limit } = setup;
  const between = vscode.Uri.joinPath(first, '..', `attribution-${plan.id}-${model.mask}.model.jsonc`);
  const changes = model.applied.map((group) => plan.groups[group]?.label ?? '');
  return {
    definition: model.side === 'first' ? first : model.side === 'second' ? second : between,
    text: model.text,
    modelName: model.name,
    dataset,
    seed: seeds[Math.floor(index / plan.models.length)] ?? 0,
    validationSplit,
    recipe: recipe as Readonly<Record<string, unknown>>,
    ...(limit === undefined ? {} : { limit }),
    ...(model.side === 'between' ? { attribution: { id: plan.id, changes } } : {}),
  };
}

async function train(
  host: Host,
  known: readonly (string | null)[],
  missing: readonly Missing[],
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<TrainedRuns> {
  const folders = [...known];
  const failed: UnfinishedAttribution['failed'][number][] = [];
  const begun: StoredRun[] = [];
  const stop = ({ folder }: StoredRun) => {
    const run = host.runs.get(folder);
    if (run?.status === 'running') host.training.stop(run).then(undefined, (error) => host.log.warn(`${error}`));
  };
  const cancelled = token.onCancellationRequested(() => {
    for (const { order } of missing) host.training.removeWaiting(order);
    for (const run of begun) stop(run);
  });
  let done = 0;
  const tell = (increment = 0) =>
    progress.report({ message: vscode.l10n.t('{0} of {1} trainings', done, missing.length), increment });
  tell();
  const follow = async ({ index, order }: Missing, promise: Promise<StoredRun> | undefined) => {
    const failure = (message: string) => failed.push({ name: order.modelName, seed: order.seed ?? 0, message });
    try {
      const run = await promise;
      if (run === undefined) return;
      begun.push(run);
      // It may have begun while it was being cancelled.
      if (token.isCancellationRequested) stop(run);
      const ended = await untilEnded(host, run);
      if (ended.status === 'completed') folders[index] = ended.folder;
      else if (ended.status === 'failed')
        failure(ended.failure?.message ?? vscode.l10n.t('It ended without a reason.'));
    } catch (error) {
      if (!(error instanceof OrderRemovedError)) failure(error instanceof Error ? error.message : String(error));
    }
    done += 1;
    tell(100 / missing.length);
  };
  try {
    const promises = host.training.enqueue(missing.map(({ order }) => order));
    await Promise.all(missing.map((one, place) => follow(one, promises[place])));
  } finally {
    cancelled.dispose();
  }
  return { folders, failed, isCancelled: token.isCancellationRequested };
}
