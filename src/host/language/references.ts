import * as vscode from 'vscode';
import { referencesAt } from '../../core/language/references.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toOffset, toRange } from './positions.js';

/** Everywhere that a layer is named. */
export function provideReferences(
  { document, analysis }: DefinitionRequest,
  position: vscode.Position,
  { includeDeclaration }: vscode.ReferenceContext,
): vscode.Location[] | undefined {
  if (analysis.kind !== 'model') return undefined;
  return referencesAt(analysis, toOffset(analysis.lines, position), includeDeclaration).map(
    (range) => new vscode.Location(document.uri, toRange(analysis.lines, range)),
  );
}
