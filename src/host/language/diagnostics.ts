import * as vscode from 'vscode';
import type { LineMap } from '../../core/definition/position.js';
import type { Problem } from '../../core/definition/problem.js';
import { type RelatedPlace, relatedPlaces } from '../../core/language/relatedPlaces.js';
import type { AnalysedDocuments, DocumentAnalysis } from './analysedDocuments.js';
import type { ComparisonFiles } from './comparisonFiles.js';
import { isLive, kindOf } from './definitionDocument.js';
import type { PlanTargets } from './planTargets.js';
import { toRange } from './positions.js';

/** Pause after a key before a text is judged: none that is felt, but keys that come at once count as one. */
const PAUSE_MS = 15;

const SOURCE = 'Model Bake-off';

/** Everything that is wrong in a document as far as it is known now, in the order of the text. */
export function problemsOf(
  files: ComparisonFiles,
  document: vscode.TextDocument,
  analysis: DocumentAnalysis,
): readonly Problem[] {
  if (analysis.kind === 'model') return analysis.problems;
  return [...analysis.problems, ...files.problemsOf(document, analysis)].sort((a, b) => a.range.start - b.range.start);
}

/** Shows what is wrong in open definitions as it is typed; of comparisons also what is wrong with the files they name. */
export class Diagnostics implements vscode.Disposable {
  readonly #documents: AnalysedDocuments;
  readonly #files: ComparisonFiles;
  readonly #targets: PlanTargets;
  readonly #onError: (error: unknown) => void;
  readonly #shown = vscode.languages.createDiagnosticCollection('modelBakeoff');
  readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(
    documents: AnalysedDocuments,
    files: ComparisonFiles,
    targets: PlanTargets,
    onError: (error: unknown) => void,
  ) {
    this.#documents = documents;
    this.#files = files;
    this.#targets = targets;
    this.#onError = onError;
    const look = () => this.#lookAgain();
    const { workspace, window } = vscode;
    const watcher = workspace.createFileSystemWatcher('**/*.model.{json,jsonc}', false, true, false);
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.#schedule(document, PAUSE_MS)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      targets.onDidChange(() => this.#each('model', (document) => this.#schedule(document, 0))),
      watcher,
      watcher.onDidCreate(look),
      watcher.onDidDelete(look),
      workspace.onDidCreateFiles(look),
      workspace.onDidDeleteFiles(look),
      workspace.onDidRenameFiles(look),
      workspace.onDidChangeWorkspaceFolders(look),
      // Files outside the workspace are not watched.
      window.onDidChangeActiveTextEditor(look),
      window.onDidChangeWindowState(({ focused }) => focused && look()),
    ];
    for (const document of workspace.textDocuments) this.#schedule(document, 0);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#shown.dispose();
  }

  #schedule(document: vscode.TextDocument, delayMs: number): void {
    if (kindOf(document) === undefined || !isLive(document)) return;
    clearTimeout(this.#timers.get(document));
    const judge = () => {
      this.#timers.delete(document);
      this.#judge(document).catch(this.#onError);
    };
    this.#timers.set(document, setTimeout(judge, delayMs));
  }

  async #judge(document: vscode.TextDocument): Promise<void> {
    const analysis = this.#show(document);
    if (analysis?.kind !== 'comparison') return;
    this.#targets.readDocument(document, analysis);
    if (await this.#files.look(document, analysis, 'new')) this.#show(document);
  }

  /** Shows the problems of a document as it is now; its analysis is kept anyway. */
  #show(document: vscode.TextDocument): DocumentAnalysis | undefined {
    // Its language may be another one by now.
    const analysis = document.isClosed ? undefined : this.#documents.of(document);
    if (analysis === undefined) return undefined;
    const problems = problemsOf(this.#files, document, analysis);
    this.#shown.set(
      document.uri,
      problems.map((problem) => toDiagnostic(document.uri, analysis, problem)),
    );
    return analysis;
  }

  #lookAgain(): void {
    this.#each('comparison', (document) => {
      const analysis = this.#documents.of(document);
      if (analysis?.kind !== 'comparison' || !isLive(document)) return;
      this.#files
        .look(document, analysis, 'all')
        .then((isNews) => isNews && this.#show(document))
        .catch(this.#onError);
    });
  }

  #each(kind: 'model' | 'comparison', act: (document: vscode.TextDocument) => void): void {
    for (const document of vscode.workspace.textDocuments) if (kindOf(document) === kind) act(document);
  }

  #forget(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#shown.delete(document.uri);
  }
}

function toDiagnostic(uri: vscode.Uri, analysis: DocumentAnalysis, problem: Problem): vscode.Diagnostic {
  const { lines } = analysis;
  const severity = problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(toRange(lines, problem.range), problem.message, severity);
  diagnostic.code = problem.code;
  diagnostic.source = SOURCE;
  if (problem.code === 'unread-layer') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  const related = analysis.kind === 'model' ? relatedPlaces(analysis, problem) : [];
  if (related.length > 0) diagnostic.relatedInformation = related.map((place) => toRelated(uri, lines, place));
  return diagnostic;
}

function toRelated(uri: vscode.Uri, lines: LineMap, { range, message }: RelatedPlace) {
  return new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, toRange(lines, range)), message);
}
