import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { PathState } from '../../core/language/pathProblems.js';
import { FolderBoundary } from '../../folderBoundary.js';

/** The file or folder that a path means which is written relative to a folder. */
export function resolvePath(folder: vscode.Uri, written: string): vscode.Uri {
  if (folder.scheme === 'file') return vscode.Uri.file(resolve(folder.fsPath, written));
  return vscode.Uri.joinPath(folder, written);
}

/** The path of a file as a comparison in `folder` would write it; undefined for a file outside it. */
export function writtenPath(folder: vscode.Uri, { scheme, authority, path }: vscode.Uri): string | undefined {
  const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  if (scheme !== folder.scheme || authority !== folder.authority || !path.startsWith(start)) return undefined;
  return path.slice(start.length);
}

/** True if a place is in a folder or in the workspace as it is written; links are not followed, nothing is read. */
export function isWithin(folder: vscode.Uri, place: vscode.Uri): boolean {
  const isBelow = place.toString() === folder.toString() || writtenPath(folder, place) !== undefined;
  return isBelow || vscode.workspace.getWorkspaceFolder(place) !== undefined;
}

/** Looks where paths lead to that are written relative to a folder. Never rejects. */
export async function lookAtPaths(
  folder: vscode.Uri,
  written: readonly string[],
): Promise<ReadonlyMap<string, PathState>> {
  // What cannot even be asked for is not there.
  const look = async (path: string) => [path, await stateOf(folder, path).catch((): PathState => 'missing')] as const;
  return new Map(await Promise.all(written.map(look)));
}

async function stateOf(folder: vscode.Uri, written: string): Promise<PathState> {
  const place = resolvePath(folder, written);
  if (!isWithin(folder, place)) return 'outside';
  if (place.scheme === 'file' && !(await boundaryOf(folder).containsFolder(place.fsPath))) return 'outside';
  const { type } = await vscode.workspace.fs.stat(place);
  return (type & vscode.FileType.Directory) === 0 ? 'file' : 'folder';
}

function boundaryOf(folder: vscode.Uri): FolderBoundary {
  const folders = [folder, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  return new FolderBoundary(folders.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath));
}
