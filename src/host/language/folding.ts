import * as vscode from 'vscode';
import { foldingRanges } from '../../core/language/foldingRanges.js';
import type { DefinitionRequest } from './definitionRequest.js';

/** Objects, lists and comments of several lines. */
export function provideFoldingRanges({ analysis }: DefinitionRequest): vscode.FoldingRange[] {
  return foldingRanges(analysis.text, analysis.lines).map(
    ({ startLine, endLine, kind }) =>
      new vscode.FoldingRange(
        startLine - 1,
        endLine - 1,
        kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined,
      ),
  );
}
