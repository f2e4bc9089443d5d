import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { RunEvent } from '../../core/run/events.js';
import { initialRunState, reduceRun } from '../../core/run/state.js';
import type { Verification } from '../../core/run/verification.js';
import type { WorkProgress } from '../../protocol/service.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { trainingSettings } from '../settings.js';
import { runName } from '../training/statusText.js';
import { epochText } from '../training/trainingProgress.js';
import { requireTrust } from '../trust.js';
import { runOrAsk } from '../views/runArguments.js';
import { withWork } from '../work/withWork.js';

/** Trains a run a second time and says whether the same comes out, to the bit. The verdict is kept with the run. */
export const verifyRunCommand: Command = {
  id: commandIds.verifyRun,
  async run(host, argument) {
    if (!requireTrust()) return;
    const isOffered = ({ status, epochs }: StoredRun) => status !== 'running' && epochs > 0;
    const placeHolder = vscode.l10n.t('Run to train a second time');
    const run = await runOrAsk(host, argument, { placeHolder, isOffered });
    if (run === undefined) return;
    const { cores } = trainingSettings(vscode.Uri.file(run.root));
    const params = { folder: run.folder, cores };
    const title = vscode.l10n.t('Verifying {0}', runName(run));
    const verification = await withWork(
      title,
      (options) => host.service.request('verifyRun', params, options),
      progressOfReplay(),
    );
    await tell(host, run, verification);
  },
};

/** What the events of the second training mean, one after the other. */
function progressOfReplay(): (event: unknown) => WorkProgress | undefined {
  let state = initialRunState;
  return (event) => {
    state = reduceRun(state, event as RunEvent);
    const { progress } = state;
    if (progress === undefined) return undefined;
    const { fraction } = progress;
    const message = epochText(progress);
    return fraction === null ? { message } : { message, fraction };
  };
}

async function tell({ log }: Host, run: StoredRun, verification: Verification): Promise<void> {
  const { verdict, partings, gaps, conditions } = verification;
  const [level, message] = wordingOf(runName(run), verification);
  log[level](message);
  for (const line of [...partings, ...conditions, ...gaps]) log.info(printable(line));
  if (verdict === 'identical' && gaps.length === 0) {
    void vscode.window.showInformationMessage(message);
    return;
  }
  const details = [...partings.slice(0, 1), ...conditions.slice(0, 2), ...gaps.slice(0, 1)].map(printable).join(' ');
  const showLog = vscode.l10n.t('Show Log');
  const shown = `${message} ${details}`;
  const choice =
    verdict === 'identical'
      ? await vscode.window.showInformationMessage(shown, showLog)
      : await vscode.window.showWarningMessage(shown, showLog);
  if (choice === showLog) log.show();
}

function wordingOf(name: string, verification: Verification): ['info' | 'warn', string] {
  const { verdict, epochs, ofEpochs, includesEnd, partsAtEpoch } = verification;
  if (verdict === 'identical')
    return [
      'info',
      includesEnd
        ? vscode.l10n.t('{0} came out the same to the bit: all epochs, final weights and predictions.', name)
        : vscode.l10n.t('{0} came out the same to the bit: {1} of {2} epochs.', name, epochs, ofEpochs),
    ];
  return [
    'warn',
    partsAtEpoch === undefined
      ? vscode.l10n.t('{0} came out different at its end.', name)
      : vscode.l10n.t('{0} came out different from epoch {1} on.', name, partsAtEpoch),
  ];
}
