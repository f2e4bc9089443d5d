import * as vscode from 'vscode';
import type { UnfinishedAttribution } from '../../core/difference/attributionRecord.js';
import type { AttributionQuestion, PlannedAttribution } from '../../protocol/attribution.js';
import type { Host, TrainingOrder } from '../host.js';
import { trainOrders } from '../training/trainOrders.js';

/** What there is of an attribution's runs. */
export interface TrainedRuns {
  /** Of all runs, seed by seed, in the order of the plan's models; null for what failed or was not trained. */
  readonly folders: readonly (string | null)[];
  readonly failed: UnfinishedAttribution['failed'];
  readonly isCancelled: boolean;
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
  const indices = [...plan.trained.keys()].filter((index) => plan.trained[index] === null);
  const orders = indices.map((index) => orderOf(plan, question, places, index));
  const trained = await trainOrders(host, orders, title);
  const folders = [...plan.trained];
  for (const [place, index] of indices.entries()) folders[index] = trained.folders[place] ?? null;
  const failed = trained.failed.map(({ order: { modelName, seed = 0 }, message }) => ({
    name: modelName,
    seed,
    message,
  }));
  return { folders, failed, isCancelled: trained.isCancelled };
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
