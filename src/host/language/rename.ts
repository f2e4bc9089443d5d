import type * as vscode from 'vscode';
import { prepareRename, type RenameRefusal, renameLayer } from '../../core/language/renameLayer.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toOffset, toRange, toWorkspaceEdit } from './positions.js';
import { RefusedError } from './refusedError.js';

/** What is about to be renamed. @throws RefusedError */
export function provideRenameTarget(
  { analysis }: DefinitionRequest,
  position: vscode.Position,
): { range: vscode.Range; placeholder: string } | undefined {
  if (analysis.kind !== 'model') return undefined;
  const { range, name } = accepted(prepareRename(analysis, toOffset(analysis.lines, position)));
  return { range: toRange(analysis.lines, range), placeholder: name };
}

/** The edits that rename a layer. @throws RefusedError */
export function provideRenameEdits(
  { document, analysis }: DefinitionRequest,
  position: vscode.Position,
  newName: string,
): vscode.WorkspaceEdit | undefined {
  if (analysis.kind !== 'model') return undefined;
  const { edits } = accepted(renameLayer(analysis, toOffset(analysis.lines, position), newName));
  return toWorkspaceEdit(document.uri, analysis.lines, edits);
}

function accepted<Result extends object>(result: Result | RenameRefusal): Result {
  if ('refusal' in result) throw new RefusedError(result.refusal);
  return result;
}
