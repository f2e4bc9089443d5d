import * as vscode from 'vscode';
import { printable } from '../../core/format.js';

/**
 * The text of a definition as it stands in the editor, saved or not, else in its file.
 * @throws Error that says what is wrong with the file, and what to do.
 */
export async function readDefinitionText(uri: vscode.Uri): Promise<string> {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  if (open !== undefined) return open.getText();
  const name = printable(uri.path.split('/').at(-1) ?? uri.path);
  // Loaded late: it brings a parser along, which no activation is to wait for.
  const { MAXIMUM_LENGTH } = await import('../../core/definition/jsonDocument.js');
  const found = await statOf(uri);
  if (found === undefined) throw new Error(vscode.l10n.t('There is no file {0}. Was it moved or deleted?', name));
  if ((found.type & vscode.FileType.File) === 0) throw new Error(vscode.l10n.t('{0} is not a file.', name));
  if (found.size > MAXIMUM_LENGTH)
    throw new Error(
      vscode.l10n.t('{0} has {1} bytes: a definition has at most {2}.', name, found.size, MAXIMUM_LENGTH),
    );
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}
