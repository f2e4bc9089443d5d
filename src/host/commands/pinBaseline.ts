import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { runOrAsk } from '../views/runArguments.js';

/** Makes a run the one that others are compared with. */
export const pinBaselineCommand: Command = {
  id: commandIds.pinBaseline,
  async run(host, argument) {
    const placeHolder = vscode.l10n.t('Run that others are compared with');
    const run = await runOrAsk(host, argument, { placeHolder });
    if (run !== undefined) await host.compareSet.setBaseline(run.runId);
  },
};
