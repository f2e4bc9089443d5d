import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { QueuedJob } from '../../core/queue/job.js';
import { isMovable } from '../../core/queue/moveJobs.js';
import type { StoredRun } from '../host.js';
import { commandIds, itemWords } from '../ids.js';
import type { QueueLine } from './queueLine.js';
import { jobDescription, stateName } from './queueText.js';

const { l10n } = vscode;

/** A line of the queue's tree; its tooltip is made when it is pointed at. `run`: of a job that has been begun; `name`: of a queue, its folder's. */
export function queueItem(line: QueueLine, run: StoredRun | undefined, name: string): vscode.TreeItem {
  if (line.kind === 'queue') {
    const item = new vscode.TreeItem(printable(name), vscode.TreeItemCollapsibleState.Expanded);
    item.id = line.id;
    item.iconPath = new vscode.ThemeIcon('folder');
    item.contextValue = itemWords.queue;
    item.description = line.queue.queue.isPaused ? l10n.t('paused') : '';
    return item;
  }
  const { id, job, estimate } = line;
  const facts = { estimate, run };
  const item = new vscode.TreeItem(printable(job.modelName));
  item.id = id;
  item.description = jobDescription(job, facts, l10n);
  item.iconPath = iconOf(job);
  item.contextValue = wordsOf(job);
  item.accessibilityInformation = {
    label: [item.label, stateName(job.state, l10n), item.description].join(', '),
  };
  if (run !== undefined)
    item.command = { command: commandIds.openRun, title: l10n.t('Open run'), arguments: [run.folder] };
  return item;
}

function wordsOf(job: QueuedJob): string {
  const { state, wanted } = job;
  return [
    itemWords.job,
    itemWords[state],
    ...(isMovable(job) ? [itemWords.movable] : []),
    ...(canPause(job) ? [itemWords.pausable] : []),
    ...(wanted === 'pause' ? [itemWords.paused] : []),
  ].join(' ');
}

function canPause({ state, wanted }: QueuedJob): boolean {
  return state === 'waiting' || (state === 'running' && wanted === undefined);
}

function iconOf({ state }: QueuedJob): vscode.ThemeIcon {
  switch (state) {
    case 'running':
      return new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('charts.blue'));
    case 'waiting':
      return new vscode.ThemeIcon('clock');
    case 'paused':
      return new vscode.ThemeIcon('debug-pause');
    case 'done':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green'));
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'cancelled':
      return new vscode.ThemeIcon('circle-slash');
  }
}
