import * as vscode from 'vscode';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { tellErrors } from '../training/definitionErrors.js';
import { imagesOf, lookAtModel } from '../training/modelOrder.js';
import { noteSample } from '../training/sampleNote.js';
import { requireTrust } from '../trust.js';
import { definitionOf, kindOfUri } from './definitionArgument.js';

/** Trains the model of the editor, a lens, the explorer or the tree, as it stands there, saved or not. */
export const trainDefinitionCommand: Command = {
  id: commandIds.trainDefinition,
  async run(host, argument) {
    if (!requireTrust()) return;
    const definition = definitionOf(argument);
    if (definition === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a *.model.jsonc file to train it.'));
      return;
    }
    if (kindOfUri(definition) === 'comparison') await vscode.commands.executeCommand(commandIds.trainAll, definition);
    else await train(host, definition);
  },
};

async function train(host: Host, definition: vscode.Uri): Promise<void> {
  const { order, faulty } = await lookAtModel(definition, await imagesOf(host, definition));
  if (faulty !== undefined) {
    tellErrors(host.log, [faulty]);
    return;
  }
  host.training.enqueue([order]);
  await noteSample(host, order.dataset ?? '');
}
