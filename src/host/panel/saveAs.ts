import * as vscode from 'vscode';

/** Asks where something is to be saved, in the workspace unless the person goes elsewhere; undefined: not at all. */
export function askWhere(
  suggestedName: string,
  filters?: Readonly<Record<string, string[]>>,
): Thenable<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const name = suggestedName.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
    ...(filters === undefined ? {} : { filters: { ...filters } }),
  });
}

/** Asks where to, then writes. False: the person thought better of it. */
export async function saveAs(suggestedName: string, bytes: Uint8Array): Promise<boolean> {
  const target = await askWhere(suggestedName);
  if (target === undefined) return false;
  await vscode.workspace.fs.writeFile(target, bytes);
  return true;
}
