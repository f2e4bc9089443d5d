import * as vscode from 'vscode';
import type { LineMap } from '../../core/definition/position.js';
import { completeComparison } from '../../core/language/completeComparison.js';
import { completeModel } from '../../core/language/completeModel.js';
import type { Completion } from '../../core/language/completion.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toOffset, toRange, toTextEdit } from './positions.js';

/** What may be written at a place, in the order of the core. */
export async function provideCompletionItems(
  { state, document, analysis }: DefinitionRequest,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const { text, lines } = analysis;
  const offset = toOffset(lines, position);
  const found =
    analysis.kind === 'model'
      ? completeModel(analysis, offset)
      : completeComparison(text, offset, await state.files.namesFor(document, text));
  return found.map((completion) => toItem(lines, completion));
}

function toItem(lines: LineMap, completion: Completion): vscode.CompletionItem {
  const { label, detail, markdown, edit, comma, filterText, sortText } = completion;
  const item = new vscode.CompletionItem(label, kinds[completion.kind]);
  item.insertText = new vscode.SnippetString(edit.text);
  item.range = toRange(lines, edit.range);
  item.filterText = filterText;
  item.sortText = sortText;
  if (detail !== undefined) item.detail = detail;
  if (markdown !== undefined && markdown !== '') item.documentation = new vscode.MarkdownString(markdown);
  if (comma !== undefined) item.additionalTextEdits = [toTextEdit(lines, comma)];
  return item;
}

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  layerType: vscode.CompletionItemKind.Class,
  type: vscode.CompletionItemKind.Class,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  layer: vscode.CompletionItemKind.Reference,
  file: vscode.CompletionItemKind.File,
  dataset: vscode.CompletionItemKind.Folder,
  snippet: vscode.CompletionItemKind.Snippet,
};
