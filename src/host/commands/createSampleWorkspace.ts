import * as vscode from 'vscode';
import { definitionKindOf } from '../definitions/definitionKind.js';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { type Conflict, conflictsOf, planSamples, type SampleFile } from '../samples/planSamples.js';
import { readmeText } from '../samples/readmeText.js';
import { sampleText } from '../samples/sampleText.js';

const README = 'README.md';

/** Puts the shipped definitions and a README into a folder, overwriting nothing, and opens the comparison. */
export const createSampleWorkspaceCommand: Command = {
  id: commandIds.createSampleWorkspace,
  async run(host, argument) {
    const folder = argument instanceof vscode.Uri ? argument : await chooseFolder();
    if (folder === undefined) return;
    const samples = await sampleFiles(host);
    const present = await readPresent(folder, samples);
    // A README of the person's own is nothing to ask about.
    const asked = conflictsOf(samples, present).filter((name) => name !== README);
    const answers = await askAbout(asked);
    if (answers === undefined) return;
    const { written, kept } = planSamples(samples, present, answers);
    await vscode.workspace.fs.createDirectory(folder);
    for (const { name, text } of written)
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
    host.log.info(`Samples in ${folder.toString()}: ${written.length} written, ${kept.length} were there.`);
    const comparison = [...written.map(({ name }) => name), ...kept].find(
      (name) => definitionKindOf(name) === 'comparison',
    );
    if (comparison !== undefined) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, comparison));
    if (vscode.workspace.getWorkspaceFolder(folder) === undefined) await offerToOpen(folder);
  },
};

async function sampleFiles({ definitions }: Host): Promise<readonly SampleFile[]> {
  const shipped = await definitions.shipped();
  const files = await Promise.all(
    shipped.map(async ({ uri }) => ({
      name: uri.path.split('/').at(-1) ?? '',
      text: sampleText(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))),
    })),
  );
  return [...files, { name: README, text: readmeText(vscode.l10n) }];
}

/** Names in the folder, with the texts of those that a sample is called. */
async function readPresent(folder: vscode.Uri, samples: readonly SampleFile[]): Promise<ReadonlyMap<string, string>> {
  const sampleNames = new Set(samples.map(({ name }) => name));
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found.map(([name]) => name),
    (error: vscode.FileSystemError) => {
      if (error.code === 'FileNotFound') return [];
      throw error;
    },
  );
  const texts = entries.map(async (name): Promise<[string, string]> => {
    if (!sampleNames.has(name)) return [name, ''];
    // What cannot be read as a file is somebody else's all the same.
    const bytes = await Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name))).catch(
      () => new Uint8Array(),
    );
    return [name, new TextDecoder().decode(bytes)];
  });
  return new Map(await Promise.all(texts));
}

/** Undefined when the person has thought better of it. */
async function askAbout(names: readonly string[]): Promise<ReadonlyMap<string, Conflict> | undefined> {
  const answers = new Map<string, Conflict>();
  for (const name of names) {
    const items: (vscode.QuickPickItem & { readonly conflict: Conflict })[] = [
      { label: vscode.l10n.t('Keep my file'), conflict: 'keep' },
      { label: vscode.l10n.t('Put the sample beside it, under another name'), conflict: 'beside' },
    ];
    const title = vscode.l10n.t('{0} is there already, with another text', name);
    const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
    if (chosen === undefined) return undefined;
    answers.set(name, chosen.conflict);
  }
  return answers;
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const browse = { label: `$(folder-opened) ${vscode.l10n.t('Another folder…')}`, uri: undefined };
  const items = [...folders.map(({ name, uri }) => ({ label: `$(folder) ${name}`, uri })), browse];
  if (folders.length === 0) return browseForFolder();
  const options = {
    title: vscode.l10n.t('Create sample workspace'),
    placeHolder: vscode.l10n.t('Folder for the samples'),
  };
  const chosen = await vscode.window.showQuickPick(items, options);
  return chosen === browse ? browseForFolder() : chosen?.uri;
}

async function browseForFolder(): Promise<vscode.Uri | undefined> {
  const openLabel = vscode.l10n.t('Create samples here');
  const found = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel });
  return found?.[0];
}

async function offerToOpen(folder: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open Folder');
  const message = vscode.l10n.t(
    'The samples are in {0}. Open that folder to have its runs beside them.',
    folder.fsPath,
  );
  if ((await vscode.window.showInformationMessage(message, open)) === open)
    await vscode.commands.executeCommand('vscode.openFolder', folder);
}
