import * as vscode from 'vscode';
import type { Host, StoredRun } from './host.js';
import { schemes } from './ids.js';

/** The exact definition that a run was trained from, as a read-only document. */
export function trainedDefinitionUri({ folder, runId, definitionPath }: StoredRun): vscode.Uri {
  const name = definitionPath?.split(/[\\/]/).at(-1) ?? '';
  // The ending decides the language.
  const file = /\.model\.jsonc?$/.test(name) ? name : 'definition.model.jsonc';
  return vscode.Uri.from({ scheme: schemes.trainedDefinition, path: `/${runId}/${file}`, query: folder });
}

/** Provides those documents: the text comes from the run itself, of runs that are listed and no others. */
export function registerTrainedDefinitions({ runs, service }: Pick<Host, 'runs' | 'service'>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(schemes.trainedDefinition, {
    async provideTextDocumentContent({ query }) {
      const run = runs.get(query);
      if (run === undefined) throw new Error(vscode.l10n.t('There is no such run any more.'));
      const { state } = await service.request('readRun', { folder: run.folder });
      if (state.started === undefined)
        throw new Error(vscode.l10n.t('The run ended before it recorded its definition.'));
      return state.started.request.definitionText;
    },
  });
}
