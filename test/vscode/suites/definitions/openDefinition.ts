import * as vscode from 'vscode';
import { waitFor } from '../../support/waitFor.js';

/** Opens a text that has no file yet, known by its language alone. */
export async function openUntitled(text: string, language = 'bakeoff-model'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content: text, language });
  const editor = await vscode.window.showTextDocument(document);
  // VS Code may give it the name, and with it the text, of one that was closed a moment ago.
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  if (document.getText() !== text) await editor.edit((edits) => edits.replace(whole, text));
  return editor;
}

/** Opens a file of the workspace. */
export async function openFile(path: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open.');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, path));
}

/** Closes all editors; what was typed is thrown away. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor !== undefined)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Where a piece of a document begins, or so many characters behind that. */
export function placeOf({ document }: vscode.TextEditor, piece: string, behind = 0): vscode.Position {
  const at = document.getText().indexOf(piece);
  if (at < 0) throw new Error(`${JSON.stringify(piece)} is not in ${document.getText()}`);
  return document.positionAt(at + behind);
}

/** Puts the cursor into an editor that has the focus; when this is done keys go there. */
export async function putCursor(editor: vscode.TextEditor, place: vscode.Position): Promise<void> {
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  // The window does one thing after the other: when it has done this, the cursor is there, too.
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
}

/** Replaces the first such piece of a document. */
export async function replace(editor: vscode.TextEditor, piece: string, text: string): Promise<void> {
  const start = placeOf(editor, piece);
  const range = new vscode.Range(start, placeOf(editor, piece, piece.length));
  if (!(await editor.edit((edits) => edits.replace(range, text)))) throw new Error('The edit was refused.');
}

/** Our problems of a document. */
export function problemsIn({ document }: vscode.TextEditor): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Model Bake-off');
}

/** Waits until a document has problems of just these codes. */
export async function expectProblems(editor: vscode.TextEditor, ...codes: readonly string[]) {
  const wanted = codes.join(' ');
  let found = '';
  try {
    return await waitFor(
      `problems [${wanted}]`,
      () => {
        const problems = problemsIn(editor);
        found = problems.map(({ code }) => code).join(' ');
        return found === wanted ? problems : undefined;
      },
      { timeoutMs: 5000 },
    );
  } catch (error) {
    throw new Error(
      `Expected problems [${wanted}], found [${found}] in ${editor.document.uri}:\n${editor.document.getText()}`,
      { cause: error },
    );
  }
}
