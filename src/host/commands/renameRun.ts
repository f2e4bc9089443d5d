import * as vscode from 'vscode';
import { MAXIMUM_LABEL_LENGTH } from '../../runs/labelFile.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { runOrAsk } from '../views/runArguments.js';

/** Gives a run a name of its own; an empty one takes it away. */
export const renameRunCommand: Command = {
  id: commandIds.renameRun,
  async run(host, argument) {
    const placeHolder = vscode.l10n.t('Run to rename');
    const run = await runOrAsk(host, argument, { placeHolder });
    if (run === undefined) return;
    const label = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename run'),
      prompt: vscode.l10n.t('Empty: without a name of its own'),
      value: run.label ?? '',
      validateInput: (text) => (text.trim().length > MAXIMUM_LABEL_LENGTH ? tooLong(text) : undefined),
    });
    if (label === undefined || label.trim() === (run.label ?? '')) return;
    await host.service.request('labelRun', { folder: run.folder, label: label.trim() });
  },
};

function tooLong(text: string): string {
  return vscode.l10n.t('{0} characters: at most {1}, please.', text.trim().length, MAXIMUM_LABEL_LENGTH);
}
