import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { definitionOrCopyOf } from '../views/definitionLinks.js';
import { resourceOf } from '../views/resourceOf.js';
import { runsOrAsk } from '../views/runArguments.js';

/** Opens a definition: that of an element of the models tree, or the one that a run was trained from. */
export const revealDefinitionCommand: Command = {
  id: commandIds.revealDefinition,
  async run(host, ...args) {
    const uri = resourceOf(args[0]) ?? (await ofRun(host, args));
    if (uri !== undefined) await vscode.window.showTextDocument(uri);
  },
};

async function ofRun(host: Parameters<Command['run']>[0], args: readonly unknown[]): Promise<vscode.Uri | undefined> {
  const placeHolder = vscode.l10n.t('Run whose definition to open');
  const [run] = (await runsOrAsk(host, args.slice(0, 1), { placeHolder, canPickMany: false })) ?? [];
  return run === undefined ? undefined : definitionOrCopyOf(run);
}
