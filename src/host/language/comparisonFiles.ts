import type * as vscode from 'vscode';
import type { Problem } from '../../core/definition/problem.js';
import type { ComparisonAnalysis } from '../../core/language/analyseComparison.js';
import type { ComparisonNames } from '../../core/language/completeComparison.js';
import { classProblems, datasetNamed, namesClasses } from '../../core/language/expectationProblems.js';
import { type PathState, pathProblems, pathsOf } from '../../core/language/pathProblems.js';
import { lookAtPaths, writtenPath } from './comparisonPaths.js';
import { DatasetClasses } from './datasetClasses.js';
import { baseFolderOf } from './definitionDocument.js';
import type { LanguageContext } from './languageContext.js';

interface Looked {
  readonly states: ReadonlyMap<string, PathState>;
  readonly modelPaths: readonly string[];
}

/** The files around open comparisons: which of those that they name there are, and which they could name. */
export class ComparisonFiles {
  readonly #context: LanguageContext;
  readonly #looked = new WeakMap<vscode.TextDocument, Looked>();
  readonly #classes: DatasetClasses;

  constructor(context: LanguageContext) {
    this.#context = context;
    this.#classes = new DatasetClasses(context);
  }

  /** What is wrong with the files of a comparison, as far as they were looked at. */
  problemsOf(document: vscode.TextDocument, analysis: ComparisonAnalysis): Problem[] {
    const looked = this.#looked.get(document);
    const ofPaths = looked === undefined ? [] : pathProblems(analysis, looked.states, looked.modelPaths);
    const { tree, definition } = analysis;
    const classNames = definition && this.#classes.known(document.uri, definition.dataset);
    if (tree === undefined || classNames === undefined) return ofPaths;
    return [...ofPaths, ...classProblems(tree, definition?.expectations ?? [], classNames)];
  }

  /**
   * Looks at the files that a comparison names: at all, or at those that it has not named before. Says whether anything
   * else is known now. Never rejects.
   */
  async look(document: vscode.TextDocument, analysis: ComparisonAnalysis, which: 'all' | 'new'): Promise<boolean> {
    const isNews = await this.#lookAtPaths(document, analysis, which);
    const { definition } = analysis;
    if (definition === undefined || !namesClasses(definition.expectations ?? [])) return isNews;
    return (await this.#classes.learn(document.uri, definition.dataset)) || isNews;
  }

  async #lookAtPaths(
    document: vscode.TextDocument,
    analysis: ComparisonAnalysis,
    which: 'all' | 'new',
  ): Promise<boolean> {
    const folder = baseFolderOf(document.uri);
    if (folder === undefined) return false;
    const before = this.#looked.get(document);
    const paths = pathsOf(analysis).filter((path) => which === 'all' || !before?.states.has(path));
    if (paths.length === 0) return false;
    const [found, modelPaths] = await Promise.all([lookAtPaths(folder, paths), this.#modelPaths(document)]);
    const kept = this.#looked.get(document)?.states ?? [];
    this.#looked.set(document, { states: new Map([...kept, ...found]), modelPaths });
    return [...found].some(([path, state]) => before?.states.get(path) !== state);
  }

  /** What a comparison can name. Never rejects. */
  async namesFor(document: vscode.TextDocument, text: string): Promise<ComparisonNames> {
    const dataset = datasetNamed(text);
    const [datasets, modelPaths] = await Promise.all([
      this.#context.listDatasets().catch((error) => {
        this.#context.log.error('The datasets could not be listed.', error);
        return [];
      }),
      this.#modelPaths(document),
      this.#classes.learn(document.uri, dataset),
    ]);
    const classNames = this.#classes.known(document.uri, dataset);
    return { datasets, modelPaths, ...(classNames === undefined ? {} : { classNames }) };
  }

  /** The models in the comparison's folder and below, as it would write them. */
  async #modelPaths(document: vscode.TextDocument): Promise<readonly string[]> {
    const folder = baseFolderOf(document.uri);
    if (folder === undefined) return [];
    try {
      const definitions = await this.#context.listDefinitions();
      return definitions.flatMap(({ uri, kind }) => (kind === 'model' ? (writtenPath(folder, uri) ?? []) : []));
    } catch (error) {
      this.#context.log.error('The definitions of the workspace could not be listed.', error);
      return [];
    }
  }
}
