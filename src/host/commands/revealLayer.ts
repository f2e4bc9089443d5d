import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { placeOfLayer, trainedSourceOf } from '../views/definitionLinks.js';
import { resourceOf } from '../views/resourceOf.js';
import { runsOf } from '../views/runArguments.js';

/**
 * Shows the line of a layer: of an element of the models tree, or of a run and a layer's name. Where the file is not what
 * the run was trained from any more, in the copy that the run kept.
 */
export const revealLayerCommand: Command = {
  id: commandIds.revealLayer,
  async run(host, ...args) {
    const [of, name] = args;
    const resource = resourceOf(of);
    const layer = typeof name === 'string' ? name : layerOf(of);
    if (layer === undefined) throw new Error(vscode.l10n.t('Which layer? Choose one in the models tree.'));
    const [run] = resource === undefined ? await runsOf(host, [of]) : [];
    const uri = resource ?? (run === undefined ? undefined : await trainedSourceOf(host.runs, run));
    if (uri === undefined) throw new Error(vscode.l10n.t('There is no such run any more.'));
    const selection = await placeOfLayer(uri, layer);
    if (selection === undefined)
      throw new Error(vscode.l10n.t('The definition has no layer {0} any more.', printable(layer)));
    await vscode.window.showTextDocument(uri, { selection });
  },
};

function layerOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null || !('layer' in element)) return undefined;
  return typeof element.layer === 'string' ? element.layer : undefined;
}
