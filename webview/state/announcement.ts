import { formatLoss, formatPercent, printable } from '../../src/core/format.js';
import { plannedEpochs } from '../../src/core/run/phases.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { PageState } from './pageState.js';
import { endText, runName } from './runText.js';

/** What somebody who listens wants to hear of a change: ends of epochs and of runs. Empty where there is nothing. */
export function announcementOf(before: PageState, after: PageState): string {
  if (before.runs === after.runs) return '';
  const known = new Map(before.runs.map((run) => [run.runId, run]));
  return after.runs
    .flatMap((run) => {
      const was = known.get(run.runId);
      return was === undefined || was === run ? [] : newsOf(was, run);
    })
    .join(' ');
}

function newsOf(was: ShownRun, run: ShownRun): string[] {
  const name = `${run.letter}, ${runName(run)}`;
  const { status, failure, epochs } = run.state;
  if (status !== was.state.status) {
    if (status === 'running') return [`${name}: training goes on.`];
    if (status === 'failed') return [`${name} has failed: ${printable(failure?.message ?? 'no reason was recorded.')}`];
    return [`${name}: ${status}. ${endText(run)}.`];
  }
  const last = epochs.at(-1);
  if (last === undefined || epochs.length === was.state.epochs.length) return [];
  const planned = plannedEpochs(run.state);
  const of = planned === null ? '' : ` of ${planned}`;
  const isHeldOut = last.validationLoss !== undefined;
  const accuracy = formatPercent(isHeldOut ? last.validationAccuracy : last.accuracy);
  const loss = formatLoss(isHeldOut ? last.validationLoss : last.loss);
  const which = isHeldOut ? 'validation ' : '';
  return [`${name}: epoch ${last.epoch}${of} has ended, ${which}loss ${loss}, ${which}accuracy ${accuracy}.`];
}
