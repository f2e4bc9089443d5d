import type * as vscode from 'vscode';
import { datasetFolderOf } from '../../core/language/pathProblems.js';
import { lookAtPaths } from './comparisonPaths.js';
import { baseFolderOf } from './definitionDocument.js';
import type { LanguageContext } from './languageContext.js';

/** After which a dataset is asked for again that could not be read. */
const PAUSE_MS = 30_000;

interface Known {
  readonly askedAt: number;
  readonly classNames?: readonly string[];
}

/** Classes of the datasets that comparisons name: asked for once, when somebody needs them. */
export class DatasetClasses {
  readonly #context: LanguageContext;
  /** By dataset and folder. */
  readonly #known = new Map<string, Known>();

  constructor(context: LanguageContext) {
    this.#context = context;
  }

  /** The classes of a dataset that a comparison names, as far as they were learned. */
  known(comparison: vscode.Uri, dataset: string): readonly string[] | undefined {
    return this.#known.get(keyOf(comparison, dataset))?.classNames;
  }

  /** Asks for them, unless they are known; says whether they are known only now. Never rejects. */
  async learn(comparison: vscode.Uri, dataset: string): Promise<boolean> {
    const key = keyOf(comparison, dataset);
    const before = this.#known.get(key);
    const askedAt = Date.now();
    if (before?.classNames !== undefined || (before !== undefined && askedAt - before.askedAt < PAUSE_MS)) return false;
    this.#known.set(key, { askedAt });
    try {
      const folder = baseFolderOf(comparison);
      const written = datasetFolderOf(dataset);
      // A file from somebody else must not make us read just anywhere.
      if (written !== undefined) {
        if (folder === undefined) return false;
        if ((await lookAtPaths(folder, [written])).get(written) !== 'folder') return false;
      }
      const target = await this.#context.planTarget(dataset, folder?.scheme === 'file' ? folder.fsPath : undefined);
      if (target?.classNames === undefined) return false;
      this.#known.set(key, { askedAt, classNames: target.classNames });
      return true;
    } catch {
      // That a dataset is missing is said where it is to be used.
      return false;
    }
  }
}

function keyOf(comparison: vscode.Uri, dataset: string): string {
  return `${dataset}\n${baseFolderOf(comparison)?.toString() ?? ''}`;
}
