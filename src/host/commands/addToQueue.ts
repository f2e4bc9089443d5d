import * as vscode from 'vscode';
import type { OrderedJob } from '../../protocol/queue.js';
import type { Command, Host, TrainingOrder } from '../host.js';
import { commandIds } from '../ids.js';
import { trainingSettings } from '../settings.js';
import { ordersOf } from '../training/definitionOrders.js';
import { type DefinitionItem, definitionItems } from '../training/pickDefinition.js';
import { runRequestOf } from '../training/runRequest.js';
import { requireTrust } from '../trust.js';
import { definitionsOf } from './definitionArgument.js';

/** Puts the trainings of models and comparisons at the end of the queue on disk, and has it worked off. */
export const addToQueueCommand: Command = {
  id: commandIds.addToQueue,
  async run(host, argument, selected) {
    if (!requireTrust()) return;
    const named = definitionsOf(argument, selected);
    const orders = await ordersOf(host, named.length > 0 ? named : await chooseDefinitions(host));
    if (orders === undefined || orders.length === 0) return;
    if (orders.some(({ seedPlan, halving }) => seedPlan !== undefined || halving !== undefined))
      throw new Error(
        vscode.l10n.t(
          'A comparison with a plan of seeds, or with successive halving, decides on the way what is trained, which the queue does not. Train it with "Train all and compare".',
        ),
      );
    for (const [root, jobs] of jobsByRoot(host, orders)) await add(host, root, jobs, false);
  },
};

async function chooseDefinitions(host: Host): Promise<readonly vscode.Uri[]> {
  const listsOf = (['model', 'comparison'] as const).map((kind) => definitionItems(host, { kind }));
  const items = Promise.all(listsOf).then((lists): readonly DefinitionItem[] => lists.flat());
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add to queue'),
    placeHolder: vscode.l10n.t('Models and comparisons to train'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return (chosen ?? []).flatMap(({ file }) => file?.uri ?? []);
}

function jobsByRoot(host: Host, orders: readonly TrainingOrder[]): ReadonlyMap<string, readonly OrderedJob[]> {
  const byRoot = new Map<string, OrderedJob[]>();
  for (const order of orders) {
    const { definition, modelName } = order;
    const path = definition.scheme === 'file' ? definition.fsPath : definition.toString();
    const { root } = host.runs.rootFor(definition);
    const request = runRequestOf(order, path, trainingSettings(definition));
    byRoot.set(root, [...(byRoot.get(root) ?? []), { request, modelName }]);
  }
  return byRoot;
}

async function add(host: Host, root: string, jobs: readonly OrderedJob[], again: boolean): Promise<void> {
  const { added, leftOut } = await host.queues.add(root, jobs, again);
  if (added > 0) {
    await host.queues.work(root, true);
    await host.queueView.reveal(root);
  }
  const isPaused = host.queues.all.some(({ root: of, queue }) => of === root && queue.isPaused);
  const message = [
    added === 1
      ? vscode.l10n.t('1 training added to the queue.')
      : vscode.l10n.t('{0} trainings added to the queue.', added),
    ...(leftOut.length === 0
      ? []
      : [
          leftOut.length === 1
            ? vscode.l10n.t('1 has been trained already, or waits already.')
            : vscode.l10n.t('{0} have been trained already, or wait already.', leftOut.length),
        ]),
    ...(isPaused && added > 0 ? [vscode.l10n.t('The queue is paused.')] : []),
  ].join(' ');
  if (leftOut.length === 0 && !isPaused) {
    vscode.window.setStatusBarMessage(message, 5_000);
    return;
  }
  const addAnyway = vscode.l10n.t('Add Anyway');
  const workOff = vscode.l10n.t('Work Off');
  const buttons = [...(leftOut.length > 0 ? [addAnyway] : []), ...(isPaused && added > 0 ? [workOff] : [])];
  // Not waited for: the command is over, and the message may stay.
  void vscode.window.showInformationMessage(message, ...buttons).then((choice) => {
    const left = leftOut.flatMap((index) => jobs[index] ?? []);
    if (choice === addAnyway) return add(host, root, left, true);
    return choice === workOff ? vscode.commands.executeCommand(commandIds.workQueue) : undefined;
  });
}
