import { join } from 'node:path';
import * as vscode from 'vscode';
import { runFiles } from '../../runs/runFolder.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { runName } from '../training/statusText.js';
import { runOrAsk } from '../views/runArguments.js';

/** Opens what the trainer of a run printed. */
export const showRunLogCommand: Command = {
  id: commandIds.showRunLog,
  async run(host, argument) {
    const placeHolder = vscode.l10n.t('Run whose log is to be shown');
    const run = await runOrAsk(host, argument, { placeHolder });
    if (run === undefined) return;
    const file = vscode.Uri.file(join(run.folder, runFiles.log));
    const size = await vscode.workspace.fs.stat(file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > 0) await vscode.commands.executeCommand('vscode.open', file);
    else
      void vscode.window.showInformationMessage(vscode.l10n.t('The trainer of {0} has printed nothing.', runName(run)));
  },
};
