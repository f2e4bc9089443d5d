import * as vscode from 'vscode';
import type { Problem } from '../../core/definition/problem.js';
import { type CodeAction, fixAll, quickFixes } from '../../core/language/quickFixes.js';
import { recipeAction, sourceActions } from '../../core/language/sourceActions.js';
import type { DocumentAnalysis } from './analysedDocuments.js';
import { fixAllKind } from './codeActionKinds.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { problemsOf } from './diagnostics.js';
import { toRange, toTextRange, toWorkspaceEdit } from './positions.js';

/** Fixes of what is wrong in a range, other ways to write what is there, and everything mended at once. */
export function provideCodeActions(
  { state, document, analysis }: DefinitionRequest,
  range: vscode.Range,
  { only, diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const problems = problemsOf(state.files, document, analysis);
  const within = toTextRange(analysis.lines, range);
  const isWanted = (kind: vscode.CodeActionKind) => only === undefined || only.contains(kind);
  const made = (action: CodeAction, kind: vscode.CodeActionKind) => {
    const result = new vscode.CodeAction(action.title, kind);
    result.edit = toWorkspaceEdit(document.uri, analysis.lines, action.edits);
    return result;
  };
  const actions: vscode.CodeAction[] = [];
  if (isWanted(vscode.CodeActionKind.QuickFix))
    for (const fix of quickFixes(problems, within)) {
      const action = made(fix, vscode.CodeActionKind.QuickFix);
      const mended = fix.problem && diagnostics.filter((shown) => isOf(shown, analysis, fix.problem));
      if (mended !== undefined) action.diagnostics = mended;
      action.isPreferred = fix.kind === 'quickFix';
      actions.push(action);
    }
  if (isWanted(vscode.CodeActionKind.RefactorRewrite) && analysis.kind === 'model') {
    const here = sourceActions(analysis, within);
    const file = here.length === 0 ? recipeAction(analysis) : undefined;
    for (const change of file === undefined ? here : [file])
      actions.push(made(change, vscode.CodeActionKind.RefactorRewrite));
  }
  const all = only !== undefined && isWanted(fixAllKind) ? fixAll(problems) : undefined;
  return all === undefined ? actions : [...actions, made(all, fixAllKind)];
}

function isOf({ code, range }: vscode.Diagnostic, { lines }: DocumentAnalysis, problem: Problem | undefined): boolean {
  return problem !== undefined && code === problem.code && range.isEqual(toRange(lines, problem.range));
}
