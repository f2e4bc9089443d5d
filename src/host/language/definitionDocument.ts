import * as vscode from 'vscode';
import { languageIds, schemes } from '../ids.js';

/** The kind of definition that a document is by its language, saved or not; undefined for every other document. */
export function kindOf({ languageId }: vscode.TextDocument): 'model' | 'comparison' | undefined {
  if (languageId === languageIds.model) return 'model';
  return languageId === languageIds.comparison ? 'comparison' : undefined;
}

/** False for what only shows how a definition once was: a run's own copy, a revision. It is not judged nor trained. */
export function isLive({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== schemes.trainedDefinition && uri.scheme !== 'git';
}

/** The folder that a definition's relative paths start from; of one that has no file yet the workspace's first. */
export function baseFolderOf(definition: vscode.Uri): vscode.Uri | undefined {
  if (definition.scheme === 'untitled') return vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.Uri.joinPath(definition, '..');
}
