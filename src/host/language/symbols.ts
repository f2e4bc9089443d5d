import * as vscode from 'vscode';
import type { LineMap } from '../../core/definition/position.js';
import { type OutlineSymbol, outlineOfComparison, outlineOfModel } from '../../core/language/outline.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toRange } from './positions.js';

/** The outline: layers with type and shape, the training, a comparison's models. */
export function provideDocumentSymbols({ analysis }: DefinitionRequest): vscode.DocumentSymbol[] {
  const outline = analysis.kind === 'model' ? outlineOfModel(analysis) : outlineOfComparison(analysis.text);
  return outline.map((symbol) => toSymbol(analysis.lines, symbol));
}

function toSymbol(lines: LineMap, symbol: OutlineSymbol): vscode.DocumentSymbol {
  const { name, detail, kind, range, selection, children } = symbol;
  const whole = toRange(lines, range);
  const selected = toRange(lines, selection);
  // VS Code takes no symbol whose selection is not within it.
  const made = new vscode.DocumentSymbol(
    name === '' ? '–' : name,
    detail,
    kinds[kind],
    whole,
    whole.contains(selected) ? selected : whole,
  );
  made.children = children.map((child) => toSymbol(lines, child));
  return made;
}

const kinds: Readonly<Record<OutlineSymbol['kind'], vscode.SymbolKind>> = {
  layers: vscode.SymbolKind.Array,
  layer: vscode.SymbolKind.Function,
  training: vscode.SymbolKind.Object,
  option: vscode.SymbolKind.Property,
  models: vscode.SymbolKind.Array,
  model: vscode.SymbolKind.File,
};
