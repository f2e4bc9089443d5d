import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { ordersOf } from '../training/definitionOrders.js';
import { noteSample } from '../training/sampleNote.js';
import { requireTrust } from '../trust.js';
import { definitionsOf, kindOfUri } from './definitionArgument.js';

/**
 * Trains the model of the editor, a lens, the explorer or the tree, or all that are selected, as they stand there, saved or
 * not.
 */
export const trainDefinitionCommand: Command = {
  id: commandIds.trainDefinition,
  async run(host, argument, selected) {
    if (!requireTrust()) return;
    const definitions = definitionsOf(argument, selected);
    const [first] = definitions;
    if (first === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a *.model.jsonc file to train it.'));
      return;
    }
    if (definitions.length === 1 && kindOfUri(first) === 'comparison') {
      await vscode.commands.executeCommand(commandIds.trainAll, first);
      return;
    }
    const orders = (await ordersOf(host, definitions)) ?? [];
    host.training.enqueue(orders.filter(({ halving }) => halving === undefined));
    host.halvings.begin(orders, () => undefined);
    const datasets = new Set(orders.map(({ dataset }) => dataset ?? ''));
    for (const dataset of datasets) await noteSample(host, dataset);
  },
};
