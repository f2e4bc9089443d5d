import * as vscode from 'vscode';
import { analyseComparison, type ComparisonAnalysis } from '../../core/language/analyseComparison.js';
import { datasetFolderOf } from '../../core/language/pathProblems.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { readDefinitionText } from '../definitions/definitionText.js';
import { lookAtPaths, resolvePath } from './comparisonPaths.js';
import { DEFAULT_DATASET, defaultTarget } from './defaultTarget.js';
import { baseFolderOf } from './definitionDocument.js';
import type { LanguageContext } from './languageContext.js';

/** After which a dataset is asked for again that could not be read. */
const PAUSE_MS = 30_000;

interface Listing {
  /** The dataset's id and what it is relative to, as one key. */
  readonly dataset: string;
  readonly folder: vscode.Uri;
  /** The models' addresses. */
  readonly models: ReadonlySet<string>;
}

/**
 * What each model is planned for: the images of the dataset that a comparison names which lists it, in the workspace or
 * open; else Fashion-MNIST's. Known at once, and told again when more is known.
 */
export class PlanTargets implements vscode.Disposable {
  readonly #context: LanguageContext;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** By the comparison's address; those only that name another dataset than the default one. */
  readonly #listings = new Map<string, Listing>();
  /** By dataset and folder: when it was asked for, and the answer, if there is one. */
  readonly #targets = new Map<string, { readonly askedAt: number; readonly target?: PlanTarget }>();
  /** Hashes of the comparisons that were read, by address. */
  readonly #read = new Map<string, string>();

  constructor(context: LanguageContext) {
    this.#context = context;
  }

  /** The target of a model; the same object as long as nothing has changed. */
  targetOf(model: vscode.Uri): PlanTarget {
    const address = model.toString();
    for (const listing of this.#listings.values()) {
      if (!listing.models.has(address)) continue;
      const target = this.#targets.get(keyOf(listing))?.target;
      if (target !== undefined) return target;
    }
    return defaultTarget;
  }

  /** Reads the comparisons of the workspace that are not open and have changed. Never rejects. */
  async readWorkspace(): Promise<void> {
    const found = await this.#context.listDefinitions().catch(() => []);
    const comparisons = found.filter(({ kind }) => kind === 'comparison');
    const present = new Set(comparisons.map(({ uri }) => uri.toString()));
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    let isNews = false;
    for (const address of this.#listings.keys())
      if (!present.has(address) && !open.has(address)) isNews = this.#listings.delete(address) || isNews;
    for (const { uri, hash } of comparisons) {
      const address = uri.toString();
      if (open.has(address) || this.#read.get(address) === hash) continue;
      this.#read.set(address, hash);
      // One that is gone, or cannot be read, says nothing about any model.
      const text = await readDefinitionText(uri).catch(() => undefined);
      if (text === undefined) continue;
      isNews = this.#takeUp(uri, vscode.Uri.joinPath(uri, '..'), analyseComparison(text)) || isNews;
    }
    // A dataset may be there by now.
    for (const listing of this.#listings.values()) void this.#learn(listing);
    if (isNews) this.#changed.fire();
  }

  /** Takes up what an open comparison says. */
  readDocument(document: vscode.TextDocument, analysis: ComparisonAnalysis): void {
    const folder = baseFolderOf(document.uri);
    // What is typed is not what is in the file, which is read again when the document is closed.
    this.#read.delete(document.uri.toString());
    if (folder !== undefined && this.#takeUp(document.uri, folder, analysis)) this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Says whether anything has changed. A text with mistakes changes nothing: it is just being written. */
  #takeUp(uri: vscode.Uri, folder: vscode.Uri, { definition }: ComparisonAnalysis): boolean {
    if (definition === undefined) return false;
    const address = uri.toString();
    const before = this.#listings.get(address);
    if (definition.dataset === DEFAULT_DATASET) return this.#listings.delete(address);
    const models = new Set(definition.models.map(({ path }) => resolvePath(folder, path).toString()));
    const listing: Listing = { dataset: definition.dataset, folder, models };
    this.#listings.set(address, listing);
    void this.#learn(listing);
    return before === undefined || keyOf(before) !== keyOf(listing) || !isSame(before.models, models);
  }

  /** Asks for a dataset's images, and again after a while where nobody knew. Never rejects. */
  async #learn(listing: Listing): Promise<void> {
    const key = keyOf(listing);
    const asked = this.#targets.get(key);
    const askedAt = Date.now();
    if (asked?.target !== undefined || (asked !== undefined && askedAt - asked.askedAt < PAUSE_MS)) return;
    this.#targets.set(key, { askedAt });
    const { dataset, folder } = listing;
    const written = datasetFolderOf(dataset);
    try {
      // A file from somebody else must not make us read just anywhere.
      if (written !== undefined && (await lookAtPaths(folder, [written])).get(written) !== 'folder') return;
      const target = await this.#context.planTarget(dataset, folder.scheme === 'file' ? folder.fsPath : undefined);
      if (target === undefined) return;
      this.#targets.set(key, { askedAt, target });
      this.#changed.fire();
    } catch (error) {
      this.#context.log.error(`The dataset ${JSON.stringify(dataset)} could not be described.`, error);
    }
  }
}

function keyOf({ dataset, folder }: Listing): string {
  return `${dataset}\n${folder.toString()}`;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((model) => b.has(model));
}
