import * as vscode from 'vscode';
import type { CodeLens } from '../../core/language/codeLenses.js';
import type { InlayHint } from '../../core/language/inlayHints.js';
import { Coalesced } from '../coalesced.js';
import { AnalysedDocuments } from './analysedDocuments.js';
import { ComparisonFiles } from './comparisonFiles.js';
import { Diagnostics } from './diagnostics.js';
import { KeptPlaces } from './keptPlaces.js';
import type { LanguageContext } from './languageContext.js';
import { PlanTargets } from './planTargets.js';
import { ShownResults } from './shownResults.js';

/** Has what an editor shows made anew, though its text is the same. */
export interface Refresh {
  lenses(): void;
  hints(): void;
}

/** How often results are looked at, at most: while something trains ten changes a second are told. */
const RESULTS_MS = 1000;

/** What the providers share, made when the first definition is open. */
export class LanguageState implements vscode.Disposable {
  readonly targets: PlanTargets;
  readonly documents: AnalysedDocuments;
  readonly files: ComparisonFiles;
  readonly results: ShownResults;
  readonly outcomesOf: LanguageContext['outcomesOf'];
  readonly lenses = new KeptPlaces<vscode.TextDocument, CodeLens>(({ range, ...lens }, moved) => ({
    ...lens,
    range: { start: moved(range.start), end: moved(range.end) },
  }));
  readonly hints = new KeptPlaces<vscode.TextDocument, InlayHint>(({ offset, ...hint }, moved) => ({
    ...hint,
    offset: moved(offset),
  }));
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(context: LanguageContext, refresh: Refresh) {
    this.targets = new PlanTargets(context);
    this.documents = new AnalysedDocuments((model) => this.targets.targetOf(model));
    this.files = new ComparisonFiles(context);
    this.results = new ShownResults(context, this.documents);
    this.outcomesOf = (comparison) => context.outcomesOf(comparison);
    const fail = (error: unknown) => context.log.error('A definition could not be checked.', error);
    const readWorkspace = () => void this.targets.readWorkspace().catch(fail);
    const results = new Coalesced(() => this.results.areOld() && refresh.lenses(), RESULTS_MS);
    this.#subscriptions = [
      this.targets,
      this.targets.onDidChange(() => {
        refresh.lenses();
        refresh.hints();
      }),
      results,
      context.onDidChangeResults(() => results.call()),
      context.onDidChangeEvidence(() => results.call()),
      new Diagnostics(this.documents, this.files, this.targets, fail),
      context.onDidChangeDefinitions(readWorkspace),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        this.lenses.follow(document, contentChanges);
        this.hints.follow(document, contentChanges);
      }),
    ];
    readWorkspace();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
