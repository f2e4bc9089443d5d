import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds, viewIds } from '../ids.js';

/** Lists all runs anew, for file systems that tell nothing of changes. */
export const refreshResultsCommand: Command = {
  id: commandIds.refreshResults,
  run: ({ runs }) => vscode.window.withProgress({ location: { viewId: viewIds.results } }, () => runs.refresh()),
};
