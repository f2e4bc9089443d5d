import type * as vscode from 'vscode';
import type { DocumentAnalysis } from './analysedDocuments.js';
import type { LanguageState } from './languageState.js';

/** What a provider is asked about: a document as it was at that moment, however much is typed until the answer. */
export interface DefinitionRequest {
  readonly state: LanguageState;
  readonly document: vscode.TextDocument;
  readonly analysis: DocumentAnalysis;
}
