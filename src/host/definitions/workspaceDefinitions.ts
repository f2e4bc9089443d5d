import * as vscode from 'vscode';
import { Coalesced } from '../coalesced.js';
import type { DefinitionFile, DefinitionIndex, Service } from '../host.js';
import { settingIds } from '../ids.js';
import { defaultTarget } from '../language/defaultTarget.js';
import { runsRootIn } from '../runs/runsFolder.js';
import { pathKey } from '../runs/runTable.js';
import { compareDefinitionPaths, definitionGlob, definitionKindOf, nameOfFile } from './definitionKind.js';

/** More than these are not listed: then something else is wrong with the workspace. */
const MAXIMUM_FILES = 5_000;
/** Descriptions asked for at once; the first of many are there soon. */
const BATCH = 50;
const TYPING_MS = 250;
const EXCLUDED = '{**/node_modules/**,**/.git/**,**/.bakeoff/**}';

export interface DefinitionParts {
  readonly service: Service;
  readonly log: vscode.LogOutputChannel;
  /** The folder with the definitions that are shipped. */
  readonly shippedFolder: vscode.Uri;
}

/** The definition files of the workspace folders and of the extension. Nothing is looked for until somebody asks. */
export class WorkspaceDefinitions implements DefinitionIndex, vscode.Disposable {
  readonly #parts: DefinitionParts;
  /** By path, or address where a file has none. */
  readonly #files = new Map<string, DefinitionFile>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[] = [];
  /** Files whose description is out of date. */
  readonly #outdated = new Map<string, vscode.Uri>();
  readonly #updating = new Coalesced(() => void this.#update(), TYPING_MS);
  #listing: Promise<void> | undefined;
  #shipped: Promise<readonly DefinitionFile[]> | undefined;

  constructor(parts: DefinitionParts) {
    this.#parts = parts;
  }

  async list(): Promise<readonly DefinitionFile[]> {
    this.#listing ??= this.#findFirst();
    await this.#listing;
    const files = [...this.#files.values()].filter(({ isShipped }) => !isShipped);
    return files.sort((a, b) => compareDefinitionPaths(a.uri.path, b.uri.path));
  }

  shipped(): Promise<readonly DefinitionFile[]> {
    this.#shipped ??= this.#findShipped().catch((error) => {
      this.#shipped = undefined;
      throw error;
    });
    return this.#shipped;
  }

  at(path: string): DefinitionFile | undefined {
    return this.#files.get(pathKey(path));
  }

  dispose(): void {
    this.#updating.dispose();
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #findFirst(): Promise<void> {
    this.#watch();
    return this.#findAll();
  }

  async #findAll(): Promise<void> {
    const found = await vscode.workspace.findFiles(definitionGlob, EXCLUDED, MAXIMUM_FILES);
    if (found.length === MAXIMUM_FILES) this.#parts.log.warn(`Only ${MAXIMUM_FILES} definition files are listed.`);
    await this.#describe(found.filter(isOwn), false);
  }

  async #findShipped(): Promise<readonly DefinitionFile[]> {
    const { shippedFolder } = this.#parts;
    const entries = await vscode.workspace.fs.readDirectory(shippedFolder);
    const found = entries
      .filter(([name]) => definitionKindOf(name) !== undefined)
      .toSorted(([a], [b]) => compareDefinitionPaths(a, b))
      .map(([name]) => vscode.Uri.joinPath(shippedFolder, name));
    await this.#describe(found, true);
    return found.flatMap((uri) => this.#files.get(keyOf(uri)) ?? []);
  }

  #watch(): void {
    const watcher = vscode.workspace.createFileSystemWatcher(definitionGlob);
    const takeUp = (uri: vscode.Uri) => this.#takeUp(uri);
    const takeUpDocument = ({ uri }: vscode.TextDocument) => this.#takeUp(uri);
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(takeUp),
      watcher.onDidChange(takeUp),
      watcher.onDidDelete(takeUp),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) takeUpDocument(document);
      }),
      // What was typed and not saved is gone with its document.
      vscode.workspace.onDidCloseTextDocument(takeUpDocument),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#files.clear();
        this.#shipped = undefined;
        this.#listing = this.#findAgain();
      }),
    );
  }

  async #findAgain(): Promise<void> {
    await this.#findAll();
    this.#changed.fire();
  }

  #takeUp(uri: vscode.Uri): void {
    if (definitionKindOf(uri.path) === undefined || vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
    if (!isOwn(uri)) return;
    this.#outdated.set(keyOf(uri), uri);
    this.#updating.call();
  }

  async #update(): Promise<void> {
    const outdated = [...this.#outdated.values()];
    this.#outdated.clear();
    if (outdated.length === 0) return;
    await this.#describe(outdated, false);
    this.#changed.fire();
  }

  /** Brings what is known of some files up to date, in batches. Never rejects. */
  async #describe(uris: readonly vscode.Uri[], isShipped: boolean): Promise<void> {
    for (let start = 0; start < uris.length; start += BATCH) {
      const batch = uris.slice(start, start + BATCH);
      try {
        await this.#describeBatch(batch, isShipped);
      } catch (error) {
        this.#parts.log.error('Definitions could not be read.', error);
      }
    }
  }

  async #describeBatch(uris: readonly vscode.Uri[], isShipped: boolean): Promise<void> {
    const definitions = await Promise.all(
      uris.map(async (uri) => ({ kind: definitionKindOf(uri.path) ?? 'model', from: await sourceOf(uri) })),
    );
    const facts = await this.#parts.service.request('describeDefinitions', { definitions, target: defaultTarget });
    uris.forEach((uri, index) => {
      const known = facts[index];
      const kind = definitions[index]?.kind;
      // One that was deleted, or cannot be read.
      if (known === undefined || known === null || kind === undefined) this.#files.delete(keyOf(uri));
      else this.#files.set(keyOf(uri), { uri, kind, name: nameOfFile(uri.path), isShipped, ...known });
    });
  }
}

function keyOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? pathKey(uri.fsPath) : uri.toString();
}

/** What is typed goes before what is in the file; the service reads files itself where it can. */
async function sourceOf(uri: vscode.Uri): Promise<{ path: string } | { text: string }> {
  const key = uri.toString();
  // A document says that it is dirty only some time after its first change has been told.
  const isTyped = ({ isDirty, version }: vscode.TextDocument) => isDirty || version > 1;
  const document = vscode.workspace.textDocuments.find((open) => isTyped(open) && open.uri.toString() === key);
  if (document !== undefined) return { text: document.getText() };
  if (uri.scheme === 'file') return { path: uri.fsPath };
  const { readDefinitionText } = await import('./definitionText.js');
  return readDefinitionText(uri).then(
    (text) => ({ text }),
    () => ({ path: '' }),
  );
}

/** False for the copies of definitions that runs keep. */
function isOwn(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file') return true;
  const setting: unknown = vscode.workspace.getConfiguration(undefined, folder).get(settingIds.runsFolder);
  const root = runsRootIn(folder.uri.fsPath, setting);
  return root === undefined || !vscode.Uri.file(uri.fsPath).path.startsWith(`${vscode.Uri.file(root).path}/`);
}
