import type * as vscode from 'vscode';
import { prepareRename, type RenameRefusal, renameLayer } from '../../core/language/renameLayer.js';
import type { LanguageState } from './languageState.js';
import { toRange, toWorkspaceEdit } from './positions.js';
import { RefusedError } from './refusedError.js';

/** What is about to be renamed. @throws RefusedError */
export function provideRenameTarget(
  { documents }: LanguageState,
  document: vscode.TextDocument,
  position: vscode.Position,
): { range: vscode.Range; placeholder: string } | undefined {
  const analysis = documents.modelOf(document);
  if (analysis === undefined) return undefined;
  const { range, name } = accepted(prepareRename(analysis, document.offsetAt(position)));
  return { range: toRange(analysis.lines, range), placeholder: name };
}

/** The edits that rename a layer. @throws RefusedError */
export function provideRenameEdits(
  { documents }: LanguageState,
  document: vscode.TextDocument,
  position: vscode.Position,
  newName: string,
): vscode.WorkspaceEdit | undefined {
  const analysis = documents.modelOf(document);
  if (analysis === undefined) return undefined;
  const { edits } = accepted(renameLayer(analysis, document.offsetAt(position), newName));
  return toWorkspaceEdit(document.uri, analysis.lines, edits);
}

function accepted<Result extends object>(result: Result | RenameRefusal): Result {
  if ('refusal' in result) throw new RefusedError(result.refusal);
  return result;
}
