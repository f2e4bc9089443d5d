import * as vscode from 'vscode';
import { inlayHints } from '../../core/language/inlayHints.js';
import { settingIds } from '../ids.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toPosition, toTextRange } from './positions.js';

/** The shape of each layer's output behind the layer; while brackets are open those of the text before. */
export function provideInlayHints(
  { state, document, analysis }: DefinitionRequest,
  range: vscode.Range,
): vscode.InlayHint[] | undefined {
  const isOn = vscode.workspace.getConfiguration(undefined, document).get<boolean>(settingIds.inlayHints, true);
  if (!isOn || analysis.kind !== 'model') return undefined;
  const sound = analysis.isBroken ? undefined : inlayHints(analysis);
  const places = state.hints.latest(document, sound) ?? inlayHints(analysis);
  const { start, end } = toTextRange(analysis.lines, range);
  return places
    .filter(({ offset }) => start <= offset && offset <= end)
    .map(({ offset, label, tooltip }) => {
      const hint = new vscode.InlayHint(toPosition(analysis.lines, offset), label);
      hint.tooltip = tooltip;
      hint.paddingLeft = true;
      return hint;
    });
}
