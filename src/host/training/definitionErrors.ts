import * as vscode from 'vscode';
import { formatProblems } from '../../core/definition/formatProblems.js';
import { createLineMap } from '../../core/definition/position.js';
import type { Problem } from '../../core/definition/problem.js';
import { printable } from '../../core/format.js';
import { toPosition } from '../language/positions.js';

/** A definition with errors in it. */
export interface FaultyDefinition {
  readonly uri: vscode.Uri;
  readonly text: string;
  /** At least one is an error. */
  readonly problems: readonly Problem[];
}

/** The errors among problems. */
export function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

/** Says why definitions cannot be trained: each with its first error, all in the log; offers to show them. */
export function tellErrors(log: vscode.LogOutputChannel, faulty: readonly FaultyDefinition[]): void {
  const [first] = faulty;
  if (first === undefined) return;
  for (const { uri, text, problems } of faulty) log.error(`\n${formatProblems(uri.fsPath, text, problems)}`);
  const show = vscode.l10n.t('Show Problems');
  const message = vscode.l10n.t('Nothing was trained. {0}', faulty.map(sentenceOf).join(' '));
  void vscode.window.showErrorMessage(message, show).then((choice) => {
    if (choice === show) return showErrors(first);
    return undefined;
  });
}

function sentenceOf({ uri, text, problems }: FaultyDefinition): string {
  const errors = errorsOf(problems);
  const [error] = errors;
  const name = printable(uri.path.split('/').at(-1) ?? uri.path);
  const line = createLineMap(text).positionAt(error?.range.start ?? 0).line;
  const reason = printable(error?.message ?? '');
  return errors.length === 1
    ? vscode.l10n.t('{0}, line {1}: {2}', name, line, reason)
    : vscode.l10n.t('{0} has {1} errors, the first in line {2}: {3}', name, errors.length, line, reason);
}

/** Opens the definition at its first error, and the list of all. */
async function showErrors({ uri, text, problems }: FaultyDefinition): Promise<void> {
  const [error] = errorsOf(problems);
  const position = toPosition(createLineMap(text), error?.range.start ?? 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position) });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
