import * as vscode from 'vscode';
import { modelLinkAt } from '../../core/language/analyseComparison.js';
import { definitionAt } from '../../core/language/references.js';
import { isWithin, resolvePath } from './comparisonPaths.js';
import { baseFolderOf } from './definitionDocument.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toOffset, toRange } from './positions.js';

/** Where the layer stands that a name in `from` means; the file that a path in a comparison means. */
export function provideDefinition(
  { document, analysis }: DefinitionRequest,
  position: vscode.Position,
): vscode.LocationLink[] | undefined {
  const { lines } = analysis;
  const offset = toOffset(lines, position);
  if (analysis.kind === 'comparison') {
    const link = modelLinkAt(analysis, offset);
    const targetUri = link && fileOf(document, link.path);
    if (link === undefined || targetUri === undefined) return undefined;
    return [{ originSelectionRange: toRange(lines, link.range), targetUri, targetRange: new vscode.Range(0, 0, 0, 0) }];
  }
  const found = definitionAt(analysis, offset);
  if (found === undefined) return undefined;
  return [
    {
      originSelectionRange: toRange(lines, found.origin),
      targetUri: document.uri,
      targetRange: toRange(lines, found.targetEntry),
      targetSelectionRange: toRange(lines, found.target),
    },
  ];
}

/** The paths of a comparison's models as links. */
export function provideDocumentLinks({ document, analysis }: DefinitionRequest): vscode.DocumentLink[] | undefined {
  if (analysis.kind !== 'comparison') return undefined;
  return analysis.models.flatMap(({ path, range }) => {
    const file = fileOf(document, path);
    return file === undefined ? [] : [new vscode.DocumentLink(toRange(analysis.lines, range), file)];
  });
}

/** Undefined for what lies outside the workspace: not even a preview reads that. */
function fileOf(document: vscode.TextDocument, path: string): vscode.Uri | undefined {
  const folder = baseFolderOf(document.uri);
  if (folder === undefined || path === '') return undefined;
  const file = resolvePath(folder, path);
  return isWithin(folder, file) ? file : undefined;
}
