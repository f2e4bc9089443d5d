import * as vscode from 'vscode';
import { formatBytes } from '../../core/format.js';
import { type ExportFormatDescription, type ExportFormatId, exportFormats } from '../../core/interop/exportFormats.js';
import type { Command, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { exportToMlflow } from '../interop/exportToMlflow.js';
import { askWhere } from '../panel/saveAs.js';
import { runName } from '../training/statusText.js';
import { runOrAsk } from '../views/runArguments.js';
import { withWork } from '../work/withWork.js';

/** Writes a run's model in the format of another program. */
export const exportModelCommand: Command = {
  id: commandIds.exportModel,
  async run(host, argument) {
    const isOffered = ({ status, epochs }: StoredRun) => status !== 'running' && epochs > 0;
    const placeHolder = vscode.l10n.t('Run whose model is to be exported');
    const run = await runOrAsk(host, argument, { placeHolder, isOffered });
    const format = run === undefined ? undefined : await pickFormat();
    if (run === undefined || format === undefined) return;
    if (format.id === 'mlflow') {
      await exportToMlflow(host, run);
      return;
    }
    const target = await askWhere(`${run.modelName ?? run.runId}${format.ending}`);
    if (target === undefined) return;
    const params = { folder: run.folder, format: format.id, out: target.fsPath };
    const title = vscode.l10n.t('Exporting {0} as {1}', runName(run), format.title);
    const written = await withWork(title, (options) => host.service.request('exportModel', params, options));
    void offerToShow(
      target,
      vscode.l10n.t('{0} is in {1} ({2}).', format.title, shown(target), formatBytes(written.bytes)),
    );
  },
};

function shown(target: vscode.Uri): string {
  return vscode.workspace.asRelativePath(target);
}

async function pickFormat(): Promise<ExportFormatDescription | undefined> {
  const items = exportFormats.map((format) => ({ label: format.title, detail: detailOf(format.id), format }));
  const options = { title: vscode.l10n.t('Export model'), placeHolder: vscode.l10n.t('Format') };
  return (await vscode.window.showQuickPick(items, options))?.format;
}

function detailOf(id: ExportFormatId): string {
  switch (id) {
    case 'savedmodel':
      return vscode.l10n.t('A folder for TensorFlow in Python, Java, C++, and TensorFlow Serving');
    case 'onnx':
      return vscode.l10n.t('One file for ONNX Runtime and whatever else reads ONNX');
    case 'keras':
      return vscode.l10n.t('A Python program that builds, trains and predicts, and the weights');
    case 'pytorch':
      return vscode.l10n.t('A Python program that builds, trains and predicts, and the weights');
    case 'tfjs':
      return vscode.l10n.t('A layers model for browsers and Node');
    case 'tensorboard':
      return vscode.l10n.t('The curves and how it was trained, as event files');
    case 'mlflow':
      return vscode.l10n.t('A tracking server: curves, how it was trained, the model');
  }
}

async function offerToShow(target: vscode.Uri, message: string): Promise<void> {
  const reveal = vscode.l10n.t('Show in Folder');
  if ((await vscode.window.showInformationMessage(message, reveal)) !== reveal) return;
  await vscode.commands.executeCommand('revealFileInOS', target);
}
