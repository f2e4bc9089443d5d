import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { trainedDefinitionUri } from '../trainedDefinitions.js';
import { definitionFileOf, definitionOrCopyOf } from '../views/definitionLinks.js';
import { momentOf } from '../views/resultText.js';
import { runOrAsk } from '../views/runArguments.js';
import { timeOf } from '../views/timeOf.js';

/** Shows what has been edited since a run: the definition that it was trained from beside the file. */
export const showWhatChangedCommand: Command = {
  id: commandIds.showWhatChanged,
  async run(host, argument) {
    const placeHolder = vscode.l10n.t('Run whose definition to compare with the file');
    const run = await runOrAsk(host, argument, { placeHolder });
    if (run === undefined) return;
    const file = await definitionFileOf(run);
    if (file === undefined) {
      await vscode.window.showTextDocument(await definitionOrCopyOf(run));
      return;
    }
    const name = printable(file.path.split('/').at(-1) ?? '');
    const title = vscode.l10n.t('{0}: as trained ({1}) ↔ now', name, momentOf(timeOf(run), Date.now(), vscode.l10n));
    await vscode.commands.executeCommand('vscode.diff', trainedDefinitionUri(run), file, title);
  },
};
