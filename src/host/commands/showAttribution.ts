import * as vscode from 'vscode';
import { textOf } from '../attribution/attributionSetup.js';
import { findAttribution } from '../attribution/findAttribution.js';
import { showWaterfall } from '../attribution/showWaterfall.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { comparedPair } from './compareDefinitions.js';

/** Shows what each change between two definitions is worth, where that has been measured. */
export const showAttributionCommand: Command = {
  id: commandIds.showAttribution,
  async run(host, ...args) {
    const pair = await comparedPair(host, args, vscode.l10n.t('Show what each change is worth'));
    if (pair === undefined) return;
    const [first, second] = pair;
    const record = await findAttribution(host, await textOf(first.uri), await textOf(second.uri));
    if (record !== undefined) {
      await showWaterfall(host, record);
      return;
    }
    const attribute = vscode.l10n.t('Attribute difference…');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('What the changes between {0} and {1} are worth has not been measured.', first.title, second.title),
      attribute,
    );
    if (choice === attribute)
      await vscode.commands.executeCommand(commandIds.attributeDifference, { first: first.uri, second: second.uri });
  },
};
