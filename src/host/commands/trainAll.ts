import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command, Host, StoredRun, TrainingOrder } from '../host.js';
import { commandIds } from '../ids.js';
import { ordersOf } from '../training/definitionOrders.js';
import { type DefinitionItem, definitionItems, pickDefinition } from '../training/pickDefinition.js';
import { noteSample } from '../training/sampleNote.js';
import { requireTrust } from '../trust.js';
import { definitionsOf, kindOfUri } from './definitionArgument.js';

/** Trains all models of a comparison with all its seeds, or several models that are chosen, and compares them. */
export const trainAllCommand: Command = {
  id: commandIds.trainAll,
  async run(host, argument, selected) {
    if (!requireTrust()) return;
    const definitions = definitionsOf(argument, selected);
    const hasComparison = definitions.some((uri) => kindOfUri(uri) === 'comparison');
    const orders = hasComparison ? await ordersOf(host, definitions) : await chooseOrders(host);
    if (orders !== undefined && orders.length > 0) await trainAndCompare(host, orders);
  },
};

async function chooseOrders(host: Host): Promise<readonly TrainingOrder[] | undefined> {
  const title = vscode.l10n.t('Train all and compare');
  const chooseModels: DefinitionItem = { label: `$(checklist) ${vscode.l10n.t('Choose models…')}` };
  const chosen = await pickDefinition(host, {
    title,
    placeHolder: vscode.l10n.t('Comparison to train'),
    kind: 'comparison',
    others: [chooseModels],
  });
  if (chosen?.file !== undefined) return ordersOf(host, [chosen.file.uri]);
  return chosen === chooseModels ? chooseModelOrders(host, title) : undefined;
}

async function chooseModelOrders(host: Host, title: string): Promise<readonly TrainingOrder[] | undefined> {
  const placeHolder = vscode.l10n.t('Models to train, each by its own recipe');
  const options = { title, placeHolder, canPickMany: true, matchOnDescription: true } as const;
  const chosen = await vscode.window.showQuickPick(definitionItems(host, { kind: 'model' }), options);
  const uris = (chosen ?? []).flatMap(({ file }) => file?.uri ?? []);
  return ordersOf(host, uris);
}

/** Each run is compared from its beginning; what was compared before makes room. */
async function trainAndCompare(host: Host, orders: readonly TrainingOrder[]): Promise<void> {
  const begun: StoredRun[] = [];
  const compare = async (run: StoredRun) => {
    // Seen now: on a cluster the next one begins before the set of this one is kept.
    const isFirst = begun.push(run) === 1;
    await host.compareSet.set(begun.map(({ runId }) => runId));
    if (isFirst) await host.panel.show({ preserveFocus: true });
  };
  for (const run of host.training.enqueue(orders.filter(({ halving }) => halving === undefined)))
    run.then(compare).catch((error) => host.log.debug(`A training of a comparison did not begin: ${error}`));
  host.halvings.begin(orders, (run) => void compare(run));
  const names = [...new Set(orders.map(({ modelName }) => printable(modelName)))].join(', ');
  const message = vscode.l10n.t('{0} trainings: {1}', orders.length, names);
  vscode.window.setStatusBarMessage(message, 5_000);
  await noteSample(host, orders[0]?.dataset ?? '');
}
