import * as vscode from 'vscode';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { definitionOrCopyOf } from '../views/definitionLinks.js';
import { resourceOf } from '../views/resourceOf.js';
import { runOrAsk } from '../views/runArguments.js';

/** Opens a definition: that of an element of the models tree, or the one that a run was trained from. */
export const revealDefinitionCommand: Command = {
  id: commandIds.revealDefinition,
  async run(host, argument) {
    const uri = resourceOf(argument) ?? (await ofRun(host, argument));
    if (uri !== undefined) await vscode.window.showTextDocument(uri);
  },
};

async function ofRun(host: Host, argument: unknown): Promise<vscode.Uri | undefined> {
  const placeHolder = vscode.l10n.t('Run whose definition to open');
  const run = await runOrAsk(host, argument, { placeHolder });
  return run === undefined ? undefined : definitionOrCopyOf(run);
}
