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

/** The offset of a place in an analysed text; of one that it does not have, the nearest one before it. */
export function toOffset(lines: LineMap, { line, character }: vscode.Position): number {
  return lines.startOf(line + 1) + Math.min(character, lines.textOf(line + 1).length);
}

/** The offsets of a range in an analysed text. */
export function toTextRange(lines: LineMap, { start, end }: vscode.Range): TextRange {
  return { start: toOffset(lines, start), end: toOffset(lines, end) };
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
