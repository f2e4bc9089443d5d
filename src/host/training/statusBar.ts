import * as vscode from 'vscode';
import type { Host, StoredRun, Training, TrainingOrder } from '../host.js';
import { commandIds, contextKeys } from '../ids.js';
import { jobsToCome } from '../queue/workedQueues.js';
import { type StatusWords, statusLabel, statusTooltip } from './statusText.js';

/** Left of what belongs to the file that is open. */
const PRIORITY = 50;

/** Shows in the status bar what runs and waits, while anything does; keeps the context keys of menus. */
export function registerStatusBar({ runs, training, queues }: Pick<Host, 'runs' | 'training' | 'queues'>) {
  const item = vscode.window.createStatusBarItem('modelBakeoff.training', vscode.StatusBarAlignment.Left, PRIORITY);
  item.name = vscode.l10n.t('Model Bake-off: trainings');
  item.command = commandIds.openResults;
  const setContext = contextSetter();
  const update = () => {
    const running = runs.all.filter(({ status }) => status === 'running');
    const waiting = [...training.waiting, ...jobsToCome(queues.all)];
    setContext(contextKeys.isTraining, running.length + waiting.length > 0);
    setContext(contextKeys.hasRuns, runs.all.length > 0);
    show(item, running, waiting, training);
  };
  update();
  const sources = [runs.onDidChange, training.onDidChange, queues.onDidChange].map((onDidChange) =>
    onDidChange(update),
  );
  return vscode.Disposable.from(item, ...sources);
}

function show(
  item: vscode.StatusBarItem,
  running: readonly StoredRun[],
  waiting: readonly Pick<TrainingOrder, 'modelName' | 'round'>[],
  training: Training,
): void {
  const words = wording();
  const label = statusLabel(running, waiting, words, (runId) => training.roundOf(runId));
  if (label === undefined) {
    item.hide();
    return;
  }
  const stops = { stop: commandIds.stopRun, stopAll: commandIds.stopAll };
  const tooltip = new vscode.MarkdownString(
    statusTooltip(running, waiting, words, (command, runId) => {
      const argument = runId === undefined ? '' : `?${encodeURIComponent(JSON.stringify([runId]))}`;
      return `command:${stops[command]}${argument}`;
    }),
  );
  tooltip.isTrusted = { enabledCommands: Object.values(stops) };
  item.text = label;
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: label.replace(/^\$\(\S+\) /, '') };
  item.show();
}

/** Tells VS Code only what has changed. */
function contextSetter(): (key: string, value: boolean) => void {
  const known = new Map<string, boolean>();
  return (key, value) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
}

function wording(): StatusWords {
  return {
    starting: vscode.l10n.t('starting…'),
    more: (count) => vscode.l10n.t('{0} more', count),
    waiting: (count) => vscode.l10n.t('{0} waiting', count),
    waitingAtMost: (count) => vscode.l10n.t('up to {0} waiting', count),
    round: (place) => vscode.l10n.t('round {0}', place),
    epoch: (epoch) => vscode.l10n.t('epoch {0}', epoch),
    left: (time) => vscode.l10n.t('{0} left', time),
    stop: vscode.l10n.t('Stop'),
    stopAll: vscode.l10n.t('Stop all'),
  };
}
