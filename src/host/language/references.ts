import * as vscode from 'vscode';
import { referencesAt } from '../../core/language/references.js';
import type { LanguageState } from './languageState.js';
import { toRange } from './positions.js';

/** Everywhere that a layer is named. */
export function provideReferences(
  { documents }: LanguageState,
  document: vscode.TextDocument,
  position: vscode.Position,
  { includeDeclaration }: vscode.ReferenceContext,
): vscode.Location[] | undefined {
  const analysis = documents.modelOf(document);
  if (analysis === undefined) return undefined;
  return referencesAt(analysis, document.offsetAt(position), includeDeclaration).map(
    (range) => new vscode.Location(document.uri, toRange(analysis.lines, range)),
  );
}
