import * as vscode from 'vscode';
import type { ExportFormat } from '../../core/report/exportComparison.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { exportShown } from '../panel/exportShown.js';
import { runsOf, runsOrAsk } from '../views/runArguments.js';

/** Ending of a file and language of an editor. */
const kinds: Readonly<Record<ExportFormat, { readonly ending: string; readonly language: string }>> = {
  csv: { ending: 'csv', language: 'plaintext' },
  json: { ending: 'json', language: 'json' },
  markdown: { ending: 'md', language: 'markdown' },
};

/** Takes the comparison of runs elsewhere: those that are given, else those that are compared, else those that are chosen. */
export const exportResultsCommand: Command = {
  id: commandIds.exportResults,
  async run(host, ...args) {
    const runs = await wantedRuns(host, args);
    const format = runs === undefined ? undefined : await pickFormat();
    if (runs === undefined || format === undefined) return;
    if (format === 'html') {
      await exportShown(host, runs, format);
      return;
    }
    const isToBeSaved = await pickPlace();
    if (isToBeSaved === undefined) return;
    const folders = runs.map(({ folder }) => folder);
    const text = await host.service.request('exportRuns', { folders, format });
    await (isToBeSaved ? save(text, format) : open(text, format));
  },
};

async function wantedRuns(host: Host, args: readonly unknown[]): Promise<readonly StoredRun[] | undefined> {
  const compared = host.compareSet.runIds.flatMap((runId) => host.runs.get(runId) ?? []);
  const given = args[0] === undefined ? compared : await runsOf(host, args);
  if (given.length > 0) return given;
  return runsOrAsk(host, args, { placeHolder: vscode.l10n.t('Runs to export'), canPickMany: true });
}

async function pickFormat(): Promise<ExportFormat | 'html' | undefined> {
  const items: (vscode.QuickPickItem & { readonly format: ExportFormat | 'html' })[] = [
    { label: 'HTML', detail: vscode.l10n.t('A report with all views and images, for any browser'), format: 'html' },
    { label: 'CSV', detail: vscode.l10n.t('Every figure, unrounded, for a spreadsheet'), format: 'csv' },
    { label: 'JSON', detail: vscode.l10n.t('Everything that is known, for a program'), format: 'json' },
    { label: 'Markdown', detail: vscode.l10n.t('The table and its notes, for a document'), format: 'markdown' },
  ];
  const options = { title: vscode.l10n.t('Export results'), placeHolder: vscode.l10n.t('Format') };
  return (await vscode.window.showQuickPick(items, options))?.format;
}

/** True for a file. */
async function pickPlace(): Promise<boolean | undefined> {
  const items = [
    { label: `$(go-to-file) ${vscode.l10n.t('Open in an editor')}`, isToBeSaved: false },
    { label: `$(save) ${vscode.l10n.t('Save to a file…')}`, isToBeSaved: true },
  ];
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export results') }))?.isToBeSaved;
}

async function open(content: string, format: ExportFormat): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language: kinds[format].language });
  await vscode.window.showTextDocument(document);
}

async function save(text: string, format: ExportFormat): Promise<void> {
  const { ending } = kinds[format];
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const name = `comparison.${ending}`;
  const uri = await vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const show = vscode.l10n.t('Open');
  const message = vscode.l10n.t('The results are in {0}.', vscode.workspace.asRelativePath(uri));
  if ((await vscode.window.showInformationMessage(message, show)) === show)
    await vscode.commands.executeCommand('vscode.open', uri);
}
