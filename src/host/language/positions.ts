import * as vscode from 'vscode';
import type { Edit } from '../../core/definition/edit.js';
import type { LineMap } from '../../core/definition/position.js';
import type { TextRange } from '../../core/definition/problem.js';

/** The place of an offset in an analysed text; editors count from 0, compilers from 1. */
export function toPosition(lines: LineMap, offset: number): vscode.Position {
  const { line, column } = lines.positionAt(offset);
  return new vscode.Position(line - 1, column - 1);
}

/** The place of a range of offsets in an analysed text. */
export function toRange(lines: LineMap, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(toPosition(lines, start), toPosition(lines, end));
}

/** The offsets of a range in a document as it is now. */
export function toTextRange(document: vscode.TextDocument, { start, end }: vscode.Range): TextRange {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** An edit of an analysed text as the editor takes it. */
export function toTextEdit(lines: LineMap, { range, text }: Edit): vscode.TextEdit {
  return new vscode.TextEdit(toRange(lines, range), text);
}

/** Edits of the analysed text of a document as one step that can be undone. */
export function toWorkspaceEdit(uri: vscode.Uri, lines: LineMap, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const change = new vscode.WorkspaceEdit();
  change.set(
    uri,
    edits.map((edit) => toTextEdit(lines, edit)),
  );
  return change;
}
