import type * as vscode from 'vscode';
import { analyseComparison, type ComparisonAnalysis } from '../../core/language/analyseComparison.js';
import { analyseModel, type ModelAnalysis } from '../../core/language/analyseModel.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { kindOf } from './definitionDocument.js';

/** The analysis of a document as it is now. */
export type DocumentAnalysis =
  | ({ readonly kind: 'model' } & ModelAnalysis)
  | ({ readonly kind: 'comparison' } & ComparisonAnalysis);

interface Entry {
  readonly version: number;
  readonly target: PlanTarget | undefined;
  readonly analysis: DocumentAnalysis;
}

/** What is known of open definitions: analysed once for each version of a document, when it is first asked for. */
export class AnalysedDocuments {
  readonly #entries = new WeakMap<vscode.TextDocument, Entry>();
  readonly #targetOf: (model: vscode.Uri) => PlanTarget;

  /** @param targetOf what a model is planned for: the same object as long as nothing has changed */
  constructor(targetOf: (model: vscode.Uri) => PlanTarget) {
    this.#targetOf = targetOf;
  }

  /** The analysis of the text that a document has now, saved or not; undefined for what is no definition. */
  of(document: vscode.TextDocument): DocumentAnalysis | undefined {
    const kind = kindOf(document);
    if (kind === undefined) return undefined;
    const { version } = document;
    const target = kind === 'model' ? this.#targetOf(document.uri) : undefined;
    const known = this.#entries.get(document);
    if (known?.version === version && known.target === target && known.analysis.kind === kind) return known.analysis;
    const text = document.getText();
    const analysis: DocumentAnalysis =
      kind === 'model' ? { kind, ...analyseModel(text, target) } : { kind, ...analyseComparison(text) };
    this.#entries.set(document, { version, target, analysis });
    return analysis;
  }
}
