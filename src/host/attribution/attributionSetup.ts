import * as vscode from 'vscode';
import type { AttributionQuestion } from '../../protocol/attribution.js';
import { readDefinitionText } from '../definitions/definitionText.js';
import type { Host, StoredRun } from '../host.js';
import { trainingSettings } from '../settings.js';
import { defaultImages, imagesOf } from '../training/modelOrder.js';

/** The text of a definition, of a file or a run. */
export function textOf(uri: vscode.Uri): Thenable<string> {
  return uri.query === ''
    ? readDefinitionText(uri)
    : vscode.workspace.openTextDocument(uri).then((document) => document.getText());
}

/** What all models of an attribution are trained with: as a run was trained; a file as it would be. */
export async function setupOf(host: Host, uri: vscode.Uri): Promise<AttributionQuestion['setup']> {
  const { engine, epochs } = trainingSettings(folderUri(host, uri));
  const run = runOf(host, uri);
  const common = { validationSplit: 0.2, engine };
  const recipe = epochs === undefined ? {} : { epochs };
  if (run === undefined) {
    const { dataset } = uri.scheme === 'file' ? await imagesOf(host, uri) : defaultImages;
    return { ...common, dataset, recipe };
  }
  const { state } = await host.service.request('readRun', { folder: run.folder });
  const request = state.started?.request;
  if (request === undefined) return { ...common, dataset: defaultImages.dataset, recipe };
  const { dataset, validationSplit, limit } = request;
  return {
    dataset,
    validationSplit,
    engine,
    recipe: { ...request.recipe, ...recipe },
    ...(limit === undefined ? {} : { limit }),
  };
}

function runOf({ runs }: Host, uri: vscode.Uri): StoredRun | undefined {
  return uri.query === '' ? undefined : runs.get(uri.query);
}

/** Where a definition came from: of a run's copy the file that it was. */
export function folderUri(host: Host, uri: vscode.Uri): vscode.Uri {
  const path = runOf(host, uri)?.definitionPath;
  return path === undefined ? uri : vscode.Uri.file(path);
}
