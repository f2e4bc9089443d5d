import * as vscode from 'vscode';
import type { AttributionQuestion, PlannedAttribution } from '../../protocol/attribution.js';
import type { Host, TrainingOrder } from '../host.js';
import { trainOrders } from '../training/trainOrders.js';

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
  const trained = await trainOrders(
    host,
    orders.map(({ order }) => order),
    title,
    (name) => vscode.l10n.t('{0} could not be trained; the difference cannot be attributed.', name),
  );
  if (trained === undefined) return undefined;
  trained.forEach((folder, at) => {
    folders[orders[at]?.index ?? 0] = folder;
  });
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
}
