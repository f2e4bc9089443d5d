import * as vscode from 'vscode';
import { printable } from '../core/format.js';
import { settingIds } from './ids.js';
import {
  readComparisonMargin,
  readTrainingSettings,
  type SettingProblem,
  type TrainingSettings,
} from './settingValues.js';

/** Problems that have been told, so that none is told with each training. */
const told = new Set<string>();

/** The settings about training in force for a resource; a value that cannot be used is told once, and the default counts. */
export function trainingSettings(scope?: vscode.Uri): TrainingSettings {
  const { settings, problems } = readTrainingSettings((id) =>
    vscode.workspace.getConfiguration(undefined, scope).get(id),
  );
  for (const problem of problems) tellSetting(problem.id, wordingOf(problem));
  return settings;
}

/** Differences of accuracy up to this size do not matter to the person, 0..1; told once when it cannot be used. */
export function comparisonMargin(): number {
  const { margin, problem } = readComparisonMargin(vscode.workspace.getConfiguration().get(settingIds.margin));
  if (problem !== undefined) tellSetting(problem.id, wordingOf(problem));
  return margin;
}

/** Says, once in a window, what is wrong with a setting, with a way to mend it. */
export function tellSetting(id: string, message: string): void {
  const key = `${id}\n${message}`;
  if (told.has(key)) return;
  told.add(key);
  const open = vscode.l10n.t('Open Settings');
  void vscode.window.showWarningMessage(message, open).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', id);
  });
}

/** A value of a settings file on one line, cut. */
export function shownSetting(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return printable(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function wordingOf({ id, received, expected }: SettingProblem): string {
  const value = shownSetting(received);
  switch (expected.kind) {
    case 'wholeNumber': {
      const { minimum, maximum } = expected;
      return vscode.l10n.t(
        '{0} is {1}: it must be a whole number from {2} to {3}. Its default is used.',
        id,
        value,
        minimum,
        maximum,
      );
    }
    case 'number': {
      const { minimum, maximum } = expected;
      return vscode.l10n.t(
        '{0} is {1}: it must be a number from {2} to {3}. Its default is used.',
        id,
        value,
        minimum,
        maximum,
      );
    }
    case 'oneOf':
      return vscode.l10n.t(
        '{0} is {1}: it must be one of {2}. Its default is used.',
        id,
        value,
        expected.values.join(', '),
      );
    case 'text':
      return vscode.l10n.t('{0} is {1}: it must be a text. Its default is used.', id, value);
    case 'boolean':
      return vscode.l10n.t('{0} is {1}: it must be true or false. Its default is used.', id, value);
  }
}
