import * as vscode from 'vscode';
import { formatText } from '../../core/language/formatText.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toTextEdit, toTextRange } from './positions.js';

/** Formats as VS Code formats JSON with comments, by the same settings. */
export function provideFormatting(
  { document, analysis }: DefinitionRequest,
  options: vscode.FormattingOptions,
  range?: vscode.Range,
): vscode.TextEdit[] | undefined {
  const settings = vscode.workspace.getConfiguration('json.format', document);
  if (!settings.get<boolean>('enable', true)) return undefined;
  const edits = formatText(
    analysis.text,
    {
      tabSize: options.tabSize,
      insertSpaces: options.insertSpaces,
      insertFinalNewline: options.insertFinalNewline === true,
      keepLines: settings.get<boolean>('keepLines', false),
    },
    range && toTextRange(analysis.lines, range),
  );
  return edits.map((edit) => toTextEdit(analysis.lines, edit));
}
