import * as vscode from 'vscode';
import type { StoppingState } from '../../core/comparison/sequentialStopping.js';
import { stoppingReport } from '../../core/comparison/stoppingReport.js';
import { printable } from '../../core/format.js';
import { commandIds } from '../ids.js';

/** Says why no more seeds of a comparison are trained; the verdicts with their intervals are in the log. */
export function tellStopped(log: vscode.LogOutputChannel, state: StoppingState, modelNames: readonly string[]): void {
  const { reason, standings, level } = stoppingReport(state, modelNames);
  log.info([reason, ...standings, level].join('\n'));
  const message = messageOf(state, modelNames);
  if (message === undefined) return;
  const [open, showLog] = [vscode.l10n.t('Open Results'), vscode.l10n.t('Show Verdicts')];
  void vscode.window.showInformationMessage(message, open, showLog).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand(commandIds.openResults);
    if (choice === showLog) log.show(true);
  });
}

function messageOf({ seeds, rule, pairs, stop }: StoppingState, modelNames: readonly string[]): string | undefined {
  const [baseline = '', ...others] = modelNames.map(printable);
  const { maximum } = rule.plan;
  switch (stop) {
    case 'decided':
      return seeds < maximum
        ? vscode.l10n.t(
            'No more seeds are trained: after {0} of at most {1}, every model is better than {2}, worse, or as good.',
            seeds,
            maximum,
            baseline,
          )
        : vscode.l10n.t('After all {0} seeds, every model is better than {1}, worse, or as good.', maximum, baseline);
    case 'maximum':
      return vscode.l10n.t(
        'After all {0} seeds, it is still undecided how {1} compares with {2}.',
        maximum,
        others.filter((_, index) => pairs[index]?.kind === 'undecided').join(', '),
        baseline,
      );
    case 'nothing-to-compare':
      return vscode.l10n.t('No more seeds are trained: there are no results to hold against each other.');
    default:
      return undefined;
  }
}
