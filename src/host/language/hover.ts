import * as vscode from 'vscode';
import { hoverComparison, hoverModel } from '../../core/language/hover.js';
import type { LanguageState } from './languageState.js';
import { toRange } from './positions.js';

/** What stands at a place: a layer with its formula, shapes and cost, an option, a value. */
export function provideHover(
  { documents }: LanguageState,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | undefined {
  const analysis = documents.of(document);
  if (analysis === undefined) return undefined;
  const offset = document.offsetAt(position);
  const found = analysis.kind === 'model' ? hoverModel(analysis, offset) : hoverComparison(analysis.text, offset);
  return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(analysis.lines, found.range));
}
