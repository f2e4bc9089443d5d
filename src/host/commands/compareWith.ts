import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { pickRuns } from '../views/pickRuns.js';
import { definitionOf } from './definitionArgument.js';

/** Compares the latest result of a definition with other runs. */
export const compareWithCommand: Command = {
  id: commandIds.compareWith,
  async run({ runs, compareSet, panel }, argument) {
    const definition = definitionOf(argument);
    if (definition === undefined) return;
    const own = runs.lastResultOf(definition.fsPath);
    if (own === undefined) {
      await offerTraining(definition);
      return;
    }
    const chosen = await pickRuns(
      runs.all.filter(({ runId, testAccuracy }) => runId !== own.runId && testAccuracy !== undefined),
      {
        placeHolder: vscode.l10n.t('Runs to compare with {0}', printable(own.modelName ?? own.runId)),
        canPickMany: true,
        picked: new Set(compareSet.runIds),
      },
    );
    if (chosen === undefined) return;
    const runIds = [own, ...chosen].map(({ runId }) => runId);
    await compareSet.set(runIds);
    await panel.show({ runIds, view: 'overview' });
  },
};

async function offerTraining(definition: vscode.Uri): Promise<void> {
  const train = vscode.l10n.t('Train');
  const name = printable(definition.path.split('/').at(-1) ?? '');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('{0} has no result yet.', name), train);
  if (choice === train) await vscode.commands.executeCommand(commandIds.trainDefinition, definition);
}
