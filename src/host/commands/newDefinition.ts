import * as vscode from 'vscode';
import { parseComparison } from '../../core/definition/parseComparison.js';
import { parseModel } from '../../core/definition/parseModel.js';
import { formatCount, printable } from '../../core/format.js';
import type { Command, DefinitionFile, Host } from '../host.js';
import { commandIds, languageIds } from '../ids.js';
import { sampleText } from '../samples/sampleText.js';
import { withoutIcons } from '../training/statusText.js';

interface Template extends vscode.QuickPickItem {
  readonly file?: DefinitionFile;
  readonly text?: string;
}

/** Opens a new, unsaved definition that begins as one of the shipped ones. Nothing is written. */
export const newDefinitionCommand: Command = {
  id: commandIds.newDefinition,
  async run(host) {
    const title = vscode.l10n.t('New definition');
    const placeHolder = vscode.l10n.t('What it begins as');
    const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
    const chosen = await vscode.window.showQuickPick(templates(host), options);
    if (chosen?.file === undefined || chosen.text === undefined) return;
    const language = languageIds[chosen.file.kind];
    const document = await vscode.workspace.openTextDocument({ content: chosen.text, language });
    await vscode.window.showTextDocument(document);
  },
};

async function templates({ definitions }: Host): Promise<Template[]> {
  const all = await Promise.all((await definitions.shipped()).map(templateOf));
  const section = (label: string, kind: DefinitionFile['kind']): Template[] => [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...all.filter(({ file }) => file?.kind === kind),
  ];
  return [...section(vscode.l10n.t('Models'), 'model'), ...section(vscode.l10n.t('Comparisons'), 'comparison')];
}

async function templateOf(file: DefinitionFile): Promise<Template> {
  const bytes = await vscode.workspace.fs.readFile(file.uri);
  const text = sampleText(new TextDecoder().decode(bytes));
  const { value } = file.kind === 'model' ? parseModel(text) : parseComparison(text);
  const cost = file.cost === undefined ? '' : vscode.l10n.t('{0} parameters', formatCount(file.cost.parameterCount));
  return {
    label: withoutIcons(printable(file.name)),
    description: cost,
    detail: withoutIcons(printable(value?.description ?? '')),
    file,
    text,
  };
}
