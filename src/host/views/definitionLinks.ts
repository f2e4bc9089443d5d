import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { RunStore, StoredRun } from '../host.js';
import { trainedDefinitionUri } from '../trainedDefinitions.js';

/** The file that a run was trained from; undefined when it is gone, or was never known. */
export async function definitionFileOf({ definitionPath }: StoredRun): Promise<vscode.Uri | undefined> {
  if (definitionPath === undefined) return undefined;
  const uri = vscode.Uri.file(definitionPath);
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return (type & vscode.FileType.File) === 0 ? undefined : uri;
  } catch {
    return undefined;
  }
}

/** The file, or where that is gone the run's own copy, which is said. */
export async function definitionOrCopyOf(run: StoredRun): Promise<vscode.Uri> {
  const uri = await definitionFileOf(run);
  if (uri !== undefined) return uri;
  const file = printable(run.definitionPath ?? '');
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The definition {0} is gone; this is the copy that the run kept.', file),
  );
  return trainedDefinitionUri(run);
}

/** The file while it holds what the run trained, so that places in it are the run's; else the run's own copy. */
export async function trainedSourceOf(runs: Pick<RunStore, 'isStale'>, run: StoredRun): Promise<vscode.Uri> {
  const file = await definitionFileOf(run);
  return file === undefined || runs.isStale(run) !== false ? trainedDefinitionUri(run) : file;
}

/** Where a layer says its name in a definition; undefined when it has no such layer. */
export async function placeOfLayer(uri: vscode.Uri, layer: string): Promise<vscode.Range | undefined> {
  const { analyseModel, layerNamed } = await import('../../core/language/analyseModel.js');
  const { nameRangeOf } = await import('../../core/language/references.js');
  const document = await vscode.workspace.openTextDocument(uri);
  const analysis = analyseModel(document.getText());
  const found = layerNamed(analysis, layer);
  if (found === undefined) return undefined;
  const { start, end } = nameRangeOf(found);
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** A line of a document, from 1, without its indentation; the last one where there are fewer. */
export async function placeOfLine(uri: vscode.Uri, line: number): Promise<vscode.Range> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(Math.min(line, document.lineCount) - 1);
  return new vscode.Range(range.start.translate(0, firstNonWhitespaceCharacterIndex), range.end);
}
