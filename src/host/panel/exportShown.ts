import * as vscode from 'vscode';
import type { ExportFormat } from '../../core/report/exportComparison.js';
import type { Host, StoredRun } from '../host.js';
import { comparisonMargin } from '../settings.js';
import { withWork } from '../work/withWork.js';
import { askWhere } from './saveAs.js';

/** Endings of files. */
const endings: Readonly<Record<ExportFormat | 'html', string>> = {
  html: 'html',
  csv: 'csv',
  json: 'json',
  markdown: 'md',
};

/**
 * Asks where to, then writes runs there: as a report that any browser shows, or their figures. False: the person thought
 * better of it, or there is no run.
 */
export async function exportShown(
  host: Host,
  runs: readonly StoredRun[],
  format: ExportFormat | 'html',
): Promise<boolean> {
  if (runs.length === 0) return false;
  const ending = endings[format];
  const target = await askWhere(format === 'html' ? 'report.html' : `comparison.${ending}`, {
    [ending.toUpperCase()]: [ending],
  });
  if (target === undefined) return false;
  const folders = runs.map(({ folder }) => folder);
  const bytes =
    format === 'html'
      ? await makeReport(host, runs, folders)
      : new TextEncoder().encode(
          await host.service.request('exportRuns', { folders, format, margin: comparisonMargin() }),
        );
  await vscode.workspace.fs.writeFile(target, bytes);
  // The page is told at once; whether the person opens the file is another matter.
  void offerToOpen(target, format === 'html');
  return true;
}

function makeReport({ service, compareSet }: Host, runs: readonly StoredRun[], folders: string[]): Promise<Uint8Array> {
  const baseline = runs.find(({ runId }) => runId === compareSet.baseline)?.folder;
  return withWork(vscode.l10n.t('Making the report'), (options) =>
    service.request(
      'makeReport',
      { folders, margin: comparisonMargin(), ...(baseline === undefined ? {} : { baseline }) },
      options,
    ),
  );
}

async function offerToOpen(target: vscode.Uri, inBrowser: boolean): Promise<void> {
  const show = vscode.l10n.t('Open');
  const message = vscode.l10n.t('The results are in {0}.', vscode.workspace.asRelativePath(target));
  if ((await vscode.window.showInformationMessage(message, show)) !== show) return;
  if (inBrowser) await vscode.env.openExternal(target);
  else await vscode.commands.executeCommand('vscode.open', target);
}
