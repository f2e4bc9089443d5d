import * as vscode from 'vscode';

/** Mends everything that can be mended; also when a file is saved, if the person has set that. */
export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('modelBakeoff');

/** The kinds of changes that are offered for definitions. */
export const codeActionKinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite, fixAllKind];
