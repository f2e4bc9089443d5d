import * as vscode from 'vscode';
import { hoverComparison, hoverModel } from '../../core/language/hover.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toOffset, toRange } from './positions.js';

/** What stands at a place: a layer with its formula, shapes and cost, an option, a value. */
export function provideHover(
  { state, document, analysis }: DefinitionRequest,
  position: vscode.Position,
): vscode.Hover | undefined {
  const offset = toOffset(analysis.lines, position);
  const found =
    analysis.kind === 'model'
      ? hoverModel(analysis, offset, state.results.evidence(document, analysis))
      : hoverComparison(analysis.text, offset, state.outcomesOf(document.uri), state.files.modelTexts(document));
  return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), toRange(analysis.lines, found.range));
}
