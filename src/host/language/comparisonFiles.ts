import type * as vscode from 'vscode';
import type { Problem } from '../../core/definition/problem.js';
import type { ComparisonAnalysis } from '../../core/language/analyseComparison.js';
import type { ComparisonNames } from '../../core/language/completeComparison.js';
import { classProblems, datasetNamed, namesClasses } from '../../core/language/expectationProblems.js';
import { type PathState, pathProblems, pathsOf } from '../../core/language/pathProblems.js';
import { sweepProblemsOf } from '../../core/language/sweepProblemsOf.js';
import { lookAtPaths, writtenPath } from './comparisonPaths.js';
import { DatasetClasses } from './datasetClasses.js';
import { baseFolderOf } from './definitionDocument.js';
import type { LanguageContext } from './languageContext.js';
import { SweptModels } from './sweptModels.js';

interface Looked {
  readonly states: ReadonlyMap<string, PathState>;
  readonly modelPaths: readonly string[];
}

/** The files around open comparisons: which of those that they name there are, and which they could name. */
export class ComparisonFiles {
  readonly #context: LanguageContext;
  readonly #looked = new WeakMap<vscode.TextDocument, Looked>();
  readonly #classes: DatasetClasses;
  readonly #models = new SweptModels();

  constructor(context: LanguageContext) {
    this.#context = context;
    this.#classes = new DatasetClasses(context);
  }

  /** What is wrong with the files of a comparison, as far as they were looked at. */
  problemsOf(document: vscode.TextDocument, analysis: ComparisonAnalysis): Problem[] {
    const looked = this.#looked.get(document);
    const ofPaths = looked === undefined ? [] : pathProblems(analysis, looked.states, looked.modelPaths);
    const { tree, definition } = analysis;
    ofPaths.push(...sweepProblemsOf(analysis, this.#models.known(document.uri)));
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
    const isRead = (await this.#readModels(document, analysis)) || isNews;
    if (definition === undefined || !namesClasses(definition.expectations ?? [])) return isRead;
    return (await this.#classes.learn(document.uri, definition.dataset)) || isRead;
  }

  /** Texts of the models that a comparison lists, for its sweep, as far as they were read. */
  modelTexts(document: vscode.TextDocument): readonly string[] {
    return [...(this.#models.known(document.uri)?.values() ?? [])];
  }

  /** Reads the models of a comparison that has a sweep, or begins to have one. Never rejects. */
  async #readModels(document: vscode.TextDocument, { text, models }: ComparisonAnalysis): Promise<boolean> {
    const folder = baseFolderOf(document.uri);
    const states = this.#looked.get(document)?.states;
    if (folder === undefined || !text.includes('"sweep"')) return false;
    // Only what was found to lie where it may.
    const paths = models.flatMap(({ path }) => (states?.get(path) === 'file' ? [path] : []));
    return this.#models.learn(document.uri, folder, paths);
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
    const modelTexts = this.modelTexts(document);
    return { datasets, modelPaths, modelTexts, ...(classNames === undefined ? {} : { classNames }) };
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
