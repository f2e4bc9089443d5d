import * as vscode from 'vscode';
import type { LastResult } from '../../core/language/codeLenses.js';
import type { LayerTable } from '../../protocol/samples.js';
import type { AnalysedDocuments, DocumentAnalysis } from './analysedDocuments.js';
import { resolvePath } from './comparisonPaths.js';
import { baseFolderOf } from './definitionDocument.js';
import type { LanguageContext } from './languageContext.js';

/** The results that lenses show, so that lenses are made anew only when one of them is another. */
export class ShownResults {
  readonly #context: LanguageContext;
  readonly #documents: AnalysedDocuments;
  readonly #shown = new WeakMap<vscode.TextDocument, string>();

  constructor(context: LanguageContext, documents: AnalysedDocuments) {
    this.#context = context;
    this.#documents = documents;
  }

  /** The last result of a model, or the best one of a comparison's models; from now on it counts as shown. */
  show(document: vscode.TextDocument, analysis: DocumentAnalysis): LastResult | undefined {
    const result = this.#resultOf(document, analysis);
    this.#shown.set(document, this.#stamp(result));
    return result;
  }

  /** What is known of the layers of the run whose result a model shows. */
  evidence(document: vscode.TextDocument, analysis: DocumentAnalysis): LayerTable | undefined {
    return analysis.kind === 'model' ? this.#evidenceOf(this.#resultOf(document, analysis)) : undefined;
  }

  /** True if an editor shows a result that is not the last one any more. */
  areOld(): boolean {
    return vscode.window.visibleTextEditors.some(({ document }) => {
      const shown = this.#shown.get(document);
      const analysis = shown === undefined ? undefined : this.#documents.of(document);
      return analysis !== undefined && shown !== this.#stamp(this.#resultOf(document, analysis));
    });
  }

  #stamp(result: LastResult | undefined): string {
    return JSON.stringify([result, this.#evidenceOf(result) !== undefined]);
  }

  #evidenceOf(result: LastResult | undefined): LayerTable | undefined {
    return result === undefined ? undefined : this.#context.evidenceOf(result.runId);
  }

  #resultOf(document: vscode.TextDocument, analysis: DocumentAnalysis): LastResult | undefined {
    if (analysis.kind === 'model') return this.#context.lastResultOf(document.uri, analysis.text);
    const folder = baseFolderOf(document.uri);
    if (folder === undefined) return undefined;
    let best: LastResult | undefined;
    for (const { path } of analysis.models) {
      const result = this.#context.lastResultOf(resolvePath(folder, path));
      if (result !== undefined && result.accuracy > (best?.accuracy ?? -1)) best = result;
    }
    return best;
  }
}
