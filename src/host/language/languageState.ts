import * as vscode from 'vscode';
import type { CodeLens } from '../../core/language/codeLenses.js';
import type { InlayHint } from '../../core/language/inlayHints.js';
import { AnalysedDocuments } from './analysedDocuments.js';
import { ComparisonFiles } from './comparisonFiles.js';
import { Diagnostics } from './diagnostics.js';
import { KeptPlaces } from './keptPlaces.js';
import type { LanguageContext } from './languageContext.js';
import { PlanTargets } from './planTargets.js';

/** What the providers share, made when the first definition is open. */
export class LanguageState implements vscode.Disposable {
  readonly context: LanguageContext;
  readonly targets: PlanTargets;
  readonly documents: AnalysedDocuments;
  readonly files: ComparisonFiles;
  readonly lenses = new KeptPlaces<vscode.TextDocument, CodeLens>(({ range, ...lens }, moved) => ({
    ...lens,
    range: { start: moved(range.start), end: moved(range.end) },
  }));
  readonly hints = new KeptPlaces<vscode.TextDocument, InlayHint>(({ offset, ...hint }, moved) => ({
    ...hint,
    offset: moved(offset),
  }));
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(context: LanguageContext) {
    this.context = context;
    this.targets = new PlanTargets(context);
    this.documents = new AnalysedDocuments((model) => this.targets.targetOf(model));
    this.files = new ComparisonFiles(context);
    const fail = (error: unknown) => context.log.error('A definition could not be checked.', error);
    const readWorkspace = () => void this.targets.readWorkspace().catch(fail);
    this.#subscriptions = [
      this.targets,
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
