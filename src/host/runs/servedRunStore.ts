import { join } from 'node:path';
import * as vscode from 'vscode';
import { FolderBoundary } from '../../folderBoundary.js';
import { Coalesced } from '../coalesced.js';
import type { DefinitionIndex, RunStore, RunStoreChange, RunsRoot, Service, StoredRun } from '../host.js';
import { settingIds } from '../ids.js';
import { shownSetting, tellSetting } from '../settings.js';
import { DEFAULT_RUNS_FOLDER, runsRootIn } from './runsFolder.js';
import { mergeChanges, RunTable } from './runTable.js';

const CHANGE_INTERVAL_MS = 100;

export interface RunStoreParts {
  readonly service: Service;
  readonly definitions: Pick<DefinitionIndex, 'at'>;
  readonly log: vscode.LogOutputChannel;
  /** The extension's own folder, for runs of a window without a workspace folder. */
  readonly storage: vscode.Uri;
}

/** The runs of the window's workspace folders, as the service tells them. */
export class ServedRunStore implements RunStore, vscode.Disposable {
  readonly #parts: RunStoreParts;
  readonly #table = new RunTable();
  readonly #changed = new vscode.EventEmitter<RunStoreChange>();
  readonly onDidChange = this.#changed.event;
  readonly #firing = new Coalesced(() => this.#fire(), CHANGE_INTERVAL_MS);
  readonly #subscriptions: vscode.Disposable[];
  #roots: readonly RunsRoot[];
  /** Roots that the service was asked to watch; true when their first listing is there, or cannot be had. */
  readonly #opened = new Map<string, boolean>();
  /** Roots that are not watched until the workspace is trusted. */
  readonly #refused = new Set<string>();
  #isOpen = false;
  #pending: RunStoreChange = { changed: new Set(), removed: new Set() };

  constructor(parts: RunStoreParts) {
    this.#parts = parts;
    this.#roots = this.#findRoots();
    this.#subscriptions = [
      parts.service.on('runsChanged', (notice) => {
        if (this.#opened.has(notice.root)) this.#note(this.#table.apply(notice));
      }),
      // A new service watches nothing yet, and knows not what it told before.
      parts.service.onDidRestart(() => {
        for (const root of this.#opened.keys()) this.#note(this.#table.removeRoot(root));
        this.#opened.clear();
        this.#updateRoots();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#updateRoots()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#updateRoots()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.runsFolder)) this.#updateRoots();
      }),
    ];
  }

  get roots(): readonly RunsRoot[] {
    return this.#roots;
  }

  get isLoaded(): boolean {
    return this.#isOpen && this.#roots.every(({ root }) => this.#opened.get(root) === true);
  }

  get all(): readonly StoredRun[] {
    return this.#table.all;
  }

  get(run: string): StoredRun | undefined {
    return this.#table.get(run);
  }

  rootFor(definition: vscode.Uri | undefined): RunsRoot {
    const folder = definition === undefined ? undefined : vscode.workspace.getWorkspaceFolder(definition);
    const own = this.#roots.find(({ workspaceFolder }) => workspaceFolder?.uri.toString() === folder?.uri.toString());
    const root = own ?? this.#roots[0];
    if (root === undefined) throw new Error('There is no place for runs in this window.');
    return root;
  }

  lastResultOf(definitionPath: string): StoredRun | undefined {
    return this.#table.lastResultOf(definitionPath);
  }

  isStale({ definitionPath, definitionHash, isDerived }: StoredRun): boolean | undefined {
    if (definitionPath === undefined || definitionHash === undefined || isDerived) return undefined;
    const file = this.#parts.definitions.at(definitionPath);
    return file === undefined ? undefined : file.hash !== definitionHash;
  }

  /** Has the service watch the roots, from now on and as they come and go. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#updateRoots();
  }

  async refresh(): Promise<void> {
    const open = [...this.#opened.keys()].filter((root) => !this.#refused.has(root));
    await Promise.all(open.map((root) => this.#listAnew(root)));
  }

  dispose(): void {
    this.#firing.dispose();
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #findRoots(): readonly RunsRoot[] {
    const found = new Map<string, RunsRoot>();
    for (const workspaceFolder of vscode.workspace.workspaceFolders ?? []) {
      if (workspaceFolder.uri.scheme !== 'file') continue;
      const { fsPath } = workspaceFolder.uri;
      const setting: unknown = vscode.workspace.getConfiguration(undefined, workspaceFolder).get(settingIds.runsFolder);
      const root = runsRootIn(fsPath, setting) ?? refuse(workspaceFolder, setting);
      if (!found.has(root)) found.set(root, { root, workspaceFolder });
    }
    return found.size > 0 ? [...found.values()] : [{ root: join(this.#parts.storage.fsPath, 'runs') }];
  }

  #updateRoots(): void {
    this.#roots = this.#findRoots();
    if (!this.#isOpen) return;
    const wanted = new Set(this.#roots.map(({ root }) => root));
    if (vscode.workspace.isTrusted) {
      for (const root of this.#refused) this.#opened.delete(root);
      this.#refused.clear();
    }
    for (const root of this.#opened.keys()) if (!wanted.has(root)) this.#close(root);
    for (const root of this.#roots) if (!this.#opened.has(root.root)) void this.#openRoot(root);
    this.#firing.call();
  }

  async #openRoot({ root, workspaceFolder }: RunsRoot): Promise<void> {
    this.#opened.set(root, false);
    const { log, service } = this.#parts;
    try {
      if (workspaceFolder !== undefined && !(await mayLead(workspaceFolder, root))) {
        log.warn(`${root} leads out of its workspace folder by a link, and the workspace is not trusted: not opened.`);
        this.#refused.add(root);
      } else {
        const { warnings } = await service.request('openRoot', { root });
        for (const warning of warnings) log.warn(`${root}: ${warning}`);
      }
    } catch (error) {
      log.error(`The runs in ${root} cannot be shown.`, error);
    }
    if (!this.#opened.has(root)) return;
    this.#opened.set(root, true);
    this.#firing.call();
  }

  /** The service tells the whole list to whoever opens a root again; what it does not name is gone. */
  async #listAnew(root: string): Promise<void> {
    const told = new Set<string>();
    const listener = this.#parts.service.on('runsChanged', (notice) => {
      if (notice.root === root) for (const { runId } of notice.changed) told.add(runId);
    });
    try {
      await this.#parts.service.request('openRoot', { root });
      const gone = this.#table.all.filter((run) => run.root === root && !told.has(run.runId));
      this.#note(this.#table.apply({ root, changed: [], removed: gone.map(({ runId }) => runId) }));
    } finally {
      listener.dispose();
    }
  }

  #close(root: string): void {
    this.#opened.delete(root);
    this.#note(this.#table.removeRoot(root));
    this.#parts.service.request('closeRoot', { root }).catch((error) => this.#parts.log.warn(String(error)));
  }

  #note(change: RunStoreChange): void {
    this.#pending = mergeChanges(this.#pending, change);
    this.#firing.call();
  }

  #fire(): void {
    const change = this.#pending;
    this.#pending = { changed: new Set(), removed: new Set() };
    this.#changed.fire(change);
  }
}

/** Says that a setting names no place below its folder, and gives the default one. */
function refuse(folder: vscode.WorkspaceFolder, setting: unknown): string {
  tellSetting(
    settingIds.runsFolder,
    vscode.l10n.t(
      '{0} is {1} for the folder "{2}": it must be a path below that folder. {3} is used.',
      settingIds.runsFolder,
      shownSetting(setting),
      folder.name,
      DEFAULT_RUNS_FOLDER,
    ),
  );
  return join(folder.uri.fsPath, DEFAULT_RUNS_FOLDER);
}

/** Only a person who trusts a folder may have put a link into it that leads out. */
async function mayLead(folder: vscode.WorkspaceFolder, root: string): Promise<boolean> {
  return vscode.workspace.isTrusted || (await new FolderBoundary([folder.uri.fsPath]).contains(root));
}
