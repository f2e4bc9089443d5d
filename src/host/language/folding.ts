import * as vscode from 'vscode';
import { foldingRanges } from '../../core/language/foldingRanges.js';
import type { LanguageState } from './languageState.js';

/** Objects, lists and comments of several lines. */
export function provideFoldingRanges(
  { documents }: LanguageState,
  document: vscode.TextDocument,
): vscode.FoldingRange[] | undefined {
  const analysis = documents.of(document);
  return (
    analysis &&
    foldingRanges(analysis.text, analysis.lines).map(
      ({ startLine, endLine, kind }) =>
        new vscode.FoldingRange(
          startLine - 1,
          endLine - 1,
          kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined,
        ),
    )
  );
}
