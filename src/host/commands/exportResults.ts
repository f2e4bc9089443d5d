import * as vscode from 'vscode';
import type { ExportFormat } from '../../core/report/exportComparison.js';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { exportShown } from '../panel/exportShown.js';
import { comparisonMargin } from '../settings.js';
import { runsOf, runsOrAsk } from '../views/runArguments.js';

/** Languages of editors. */
const languages: Readonly<Record<ExportFormat, string>> = {
  csv: 'plaintext',
  json: 'json',
  markdown: 'markdown',
};

/** Takes the comparison of runs elsewhere: those that are given, else those that are compared, else those that are chosen. */
export const exportResultsCommand: Command = {
  id: commandIds.exportResults,
  async run(host, ...args) {
    const runs = await wantedRuns(host, args);
    const format = runs === undefined ? undefined : await pickFormat();
    if (runs === undefined || format === undefined) return;
    // A report is for a browser: it is never opened in an editor.
    const isToBeSaved = format === 'html' || (await pickPlace());
    if (isToBeSaved === undefined) return;
    if (format === 'html' || isToBeSaved) await exportShown(host, runs, format);
    else await open(host, runs, format);
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

async function open({ service }: Host, runs: readonly StoredRun[], format: ExportFormat): Promise<void> {
  const folders = runs.map(({ folder }) => folder);
  const content = await service.request('exportRuns', { folders, format, margin: comparisonMargin() });
  const document = await vscode.workspace.openTextDocument({ content, language: languages[format] });
  await vscode.window.showTextDocument(document);
}
