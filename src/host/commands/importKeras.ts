import * as vscode from 'vscode';
import { MAXIMUM_LENGTH } from '../../core/definition/jsonDocument.js';
import type { Problem } from '../../core/definition/problem.js';
import { printable } from '../../core/format.js';
import type { Command, Host } from '../host.js';
import { commandIds, languageIds } from '../ids.js';

/** Opens a new, unsaved definition of what a Keras model is made of. Nothing is written. */
export const importKerasCommand: Command = {
  id: commandIds.importKeras,
  async run(host, argument) {
    const file = argument instanceof vscode.Uri ? argument : await pickFile();
    if (file === undefined) return;
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > 4 * MAXIMUM_LENGTH) {
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} is too large for the JSON of a model.', nameOf(file)));
      return;
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    // Loaded when it is first asked for, as few people import anything.
    const { importKeras } = await import('../../core/interop/keras/importKeras.js');
    const { value, problems } = importKeras(text);
    log(host, file, text, problems);
    if (value === undefined) {
      await showProblem(file, problems);
      return;
    }
    const document = await vscode.workspace.openTextDocument({ content: value.text, language: languageIds.model });
    await vscode.window.showTextDocument(document);
    if (problems.length > 0) void tellLosses(host, problems);
  },
};

async function pickFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('What model.to_json() gave'),
    filters: { JSON: ['json'] },
  });
  return chosen?.[0];
}

/** The place of what cannot be read, with the message; all of them are in the log. */
async function showProblem(file: vscode.Uri, problems: readonly Problem[]): Promise<void> {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const document = await vscode.workspace.openTextDocument(file);
  const selection =
    first === undefined
      ? {}
      : { selection: new vscode.Range(document.positionAt(first.range.start), document.positionAt(first.range.end)) };
  await vscode.window.showTextDocument(document, selection);
  const others =
    errors.length > 1 ? ` ${vscode.l10n.t('There are {0} problems; the log has them all.', errors.length)}` : '';
  void vscode.window.showErrorMessage(`${printable(first?.message ?? '')}${others}`);
}

async function tellLosses({ log: channel }: Host, problems: readonly Problem[]): Promise<void> {
  const show = vscode.l10n.t('Show Log');
  const [first] = problems;
  const message =
    problems.length === 1
      ? printable(first?.message ?? '')
      : vscode.l10n.t('{0} things are other than in Keras; the log has them all.', problems.length);
  if ((await vscode.window.showWarningMessage(message, show)) === show) channel.show();
}

function log({ log: channel }: Host, file: vscode.Uri, text: string, problems: readonly Problem[]): void {
  for (const { severity, message, range } of problems) {
    const line = text.slice(0, range.start).split('\n').length;
    const said = `${nameOf(file)}, line ${line}: ${printable(message)}`;
    if (severity === 'error') channel.error(said);
    else channel.warn(said);
  }
}

function nameOf(file: vscode.Uri): string {
  return printable(vscode.workspace.asRelativePath(file));
}
