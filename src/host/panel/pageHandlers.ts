import * as vscode from 'vscode';
import type { Handlers } from '../../protocol/channel.js';
import type { HostContract, PageRequests, Snapshot } from '../../protocol/page.js';
import { readPageParams } from '../../protocol/pageReaders.js';
import { RemoteError } from '../../protocol/remoteError.js';
import type { Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { trainedDefinitionUri } from '../trainedDefinitions.js';
import { runName } from '../training/statusText.js';
import { definitionOrCopyOf, placeOfLayer, placeOfLine, trainedSourceOf } from '../views/definitionLinks.js';
import { pickRuns } from '../views/pickRuns.js';
import { exportShown } from './exportShown.js';
import { pageData } from './pageData.js';
import { saveAs } from './saveAs.js';

/** What a request of the page may do with the panel itself. */
export interface PanelActions {
  ready(): Promise<Snapshot>;
  shownIds(): readonly string[];
  showCompared(): void;
  remove(runId: string): void;
}

/** Serves the page's requests, each checked before anything is done. */
export function pageHandlers(host: Host, panel: PanelActions): Handlers<HostContract> {
  const { compareSet } = host;
  const runOf = (runId: string): StoredRun => {
    const run = host.runs.get(runId);
    if (run === undefined) throw new RemoteError(vscode.l10n.t('There is no such run any more.'), 'no-such-run');
    return run;
  };
  /** Commands show their own errors, and ask what they have to ask: the page does not wait for them. */
  const order = (command: string, runId: string): null => {
    void vscode.commands.executeCommand(command, runOf(runId).runId);
    return null;
  };
  const handlers: Handlers<HostContract> = {
    ready: () => panel.ready(),
    openDefinition: async ({ runId, ...place }) => {
      await openDefinition(host, runOf(runId), place);
      return null;
    },
    compareSideBySide: async ({ first, second, line }) => {
      await compareSideBySide(runOf(first), runOf(second), line);
      return null;
    },
    attributeDifference: ({ first, second }) => {
      const [one, other] = [runOf(first), runOf(second)].map(trainedDefinitionUri);
      void vscode.commands.executeCommand(commandIds.attributeDifference, { first: one, second: other });
      return null;
    },
    showWhatChanged: ({ runId }) => order(commandIds.showWhatChanged, runId),
    showRunLog: ({ runId }) => order(commandIds.showRunLog, runId),
    stopRun: ({ runId }) => order(commandIds.stopRun, runId),
    resumeRun: ({ runId }) => order(commandIds.resumeRun, runId),
    pickRuns: async () => {
      const picked = new Set(panel.shownIds());
      const placeHolder = vscode.l10n.t('Runs to show');
      const chosen = await pickRuns(host.runs.all, { placeHolder, canPickMany: true, picked });
      if (chosen === undefined) return null;
      await compareSet.set(chosen.map(({ runId }) => runId));
      panel.showCompared();
      return null;
    },
    removeRun: ({ runId }) => {
      panel.remove(runId);
      return null;
    },
    setBaseline: async ({ runId }) => {
      await compareSet.setBaseline(runId === null ? undefined : runOf(runId).runId);
      return null;
    },
    trainModel: () => {
      void vscode.commands.executeCommand(commandIds.trainFashionMnist);
      return null;
    },
    checkData: ({ dataset, what }) => {
      const command = what === 'labels' ? commandIds.checkLabels : commandIds.checkDataset;
      void vscode.commands.executeCommand(command, dataset);
      return null;
    },
    exportRuns: ({ format }) => {
      const runs = panel.shownIds().flatMap((runId) => host.runs.get(runId) ?? []);
      return exportShown(host, runs, format);
    },
    saveText: ({ suggestedName, text }) => saveAs(suggestedName, new TextEncoder().encode(text)),
    saveImage: ({ suggestedName, png }) => saveAs(suggestedName, png),
    ...pageData(host, runOf),
  };
  return checked(handlers);
}

/** The same handlers behind a check of what they are given. */
function checked(handlers: Handlers<HostContract>): Handlers<HostContract> {
  const names = Object.keys(handlers) as (keyof PageRequests)[];
  return Object.fromEntries(
    names.map((name) => {
      const handle = handlers[name] as (params: unknown, context: unknown) => unknown;
      return [name, (params: unknown, context: unknown) => handle(readPageParams(name, params), context)];
    }),
  ) as unknown as Handlers<HostContract>;
}

/** Beside the panel, with the cursor at a line of the second one. */
async function compareSideBySide(first: StoredRun, second: StoredRun, line: number | undefined): Promise<void> {
  const [one, other] = [trainedDefinitionUri(first), trainedDefinitionUri(second)];
  const title = vscode.l10n.t('{0} ↔ {1}', runName(first), runName(second));
  const selection = line === undefined ? undefined : await placeOfLine(other, line);
  const column = { viewColumn: vscode.ViewColumn.Beside };
  const options: vscode.TextDocumentShowOptions = selection === undefined ? column : { ...column, selection };
  await vscode.commands.executeCommand('vscode.diff', one, other, title, options);
}

/** Beside the panel; a layer in the file, or where the file is another by now and lacks it, in the run's own copy. */
async function openDefinition(
  { runs }: Host,
  run: StoredRun,
  { layer, line }: { readonly layer?: string; readonly line?: number },
): Promise<void> {
  const column = { viewColumn: vscode.ViewColumn.Beside };
  if (layer === undefined && line === undefined) {
    await vscode.window.showTextDocument(await definitionOrCopyOf(run), column);
    return;
  }
  const uri = await trainedSourceOf(runs, run);
  const selection = line !== undefined ? await placeOfLine(uri, line) : await placeOfLayer(uri, layer ?? '');
  await vscode.window.showTextDocument(uri, selection === undefined ? column : { ...column, selection });
}
