import * as vscode from 'vscode';
import { inlayHints } from '../../core/language/inlayHints.js';
import { settingIds } from '../ids.js';
import type { LanguageState } from './languageState.js';
import { toPosition, toTextRange } from './positions.js';

/** The shape of each layer's output behind the layer; while brackets are open those of the text before. */
export function provideInlayHints(
  { documents, hints }: LanguageState,
  document: vscode.TextDocument,
  range: vscode.Range,
): vscode.InlayHint[] | undefined {
  const isOn = vscode.workspace.getConfiguration(undefined, document).get<boolean>(settingIds.inlayHints, true);
  const analysis = isOn ? documents.modelOf(document) : undefined;
  if (analysis === undefined) return undefined;
  const places = hints.latest(document, analysis.isBroken ? undefined : inlayHints(analysis)) ?? inlayHints(analysis);
  const { start, end } = toTextRange(document, range);
  return places
    .filter(({ offset }) => start <= offset && offset <= end)
    .map(({ offset, label, tooltip }) => {
      const hint = new vscode.InlayHint(toPosition(analysis.lines, offset), label);
      hint.tooltip = tooltip;
      hint.paddingLeft = true;
      return hint;
    });
}
