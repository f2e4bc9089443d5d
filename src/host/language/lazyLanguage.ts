import type * as vscode from 'vscode';
import type { DefinitionRequest } from './definitionRequest.js';
import type { LanguageContext } from './languageContext.js';
import type { LanguageState, Refresh } from './languageState.js';
import { RefusedError } from './refusedError.js';

/** What the providers share, loaded when it is first needed, and the one place where their mistakes end. */
export class LazyLanguage implements vscode.Disposable {
  readonly #context: LanguageContext;
  readonly #refresh: Refresh;
  #loading: Promise<LanguageState> | undefined;
  #state: LanguageState | undefined;
  #isDisposed = false;

  constructor(context: LanguageContext, refresh: Refresh) {
    this.#context = context;
    this.#refresh = refresh;
  }

  /** Begins to show problems. */
  start(): void {
    this.#load().catch((error) => this.#context.log.error('The services for definitions could not be loaded.', error));
  }

  /**
   * Asks a provider about a document as it is now. Gives undefined for what is no definition or no longer wanted:
   * cancelled, or asked about a text that has changed while this was loaded. What goes wrong is logged, and undefined
   * too. @throws RefusedError
   */
  async ask<Answer>(
    what: string,
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
    provide: (request: DefinitionRequest) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const { version } = document;
    try {
      // Once loaded, the text is taken at once: what is typed next may come before anything that was waited for.
      const state = this.#state ?? (await this.#load());
      if (token.isCancellationRequested || document.version !== version || this.#isDisposed) return undefined;
      const analysis = state.documents.of(document);
      return analysis && (await provide({ state, document, analysis }));
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      this.#context.log.error(`The ${what} of ${document.uri.toString()} could not be made.`, error);
      return undefined;
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#state?.dispose();
  }

  #load(): Promise<LanguageState> {
    this.#loading ??= this.#make();
    return this.#loading;
  }

  async #make(): Promise<LanguageState> {
    const { LanguageState } = await import('./languageState.js');
    const state = new LanguageState(this.#context, this.#refresh);
    this.#state = state;
    if (this.#isDisposed) state.dispose();
    return state;
  }
}
