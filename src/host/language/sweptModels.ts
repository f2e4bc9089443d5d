import type * as vscode from 'vscode';
import { readDefinitionText } from '../definitions/definitionText.js';
import { resolvePath } from './comparisonPaths.js';

/** Texts of the models of comparisons that have a sweep, by the paths as written; as they stand in the editor, saved or not. */
export class SweptModels {
  /** By comparison. */
  readonly #known = new Map<string, ReadonlyMap<string, string>>();

  /** The texts that were read of a comparison's models; undefined where none was asked for. */
  known(comparison: vscode.Uri): ReadonlyMap<string, string> | undefined {
    return this.#known.get(comparison.toString());
  }

  /** Reads the models at these paths; says whether anything is known that was not, or otherwise. Never rejects. */
  async learn(comparison: vscode.Uri, folder: vscode.Uri, paths: readonly string[]): Promise<boolean> {
    const before = this.known(comparison);
    const texts = new Map<string, string>();
    for (const path of paths) {
      // That a model cannot be read is said at its path.
      const text = await readDefinitionText(resolvePath(folder, path)).catch(() => undefined);
      if (text !== undefined) texts.set(path, text);
    }
    this.#known.set(comparison.toString(), texts);
    return before?.size !== texts.size || [...texts].some(([path, text]) => before.get(path) !== text);
  }
}
