import * as vscode from 'vscode';
import { readDefinitionText } from '../definitions/definitionText.js';
import type { DefinitionFile, Host } from '../host.js';
import { viewIds } from '../ids.js';
import { resolvePath } from '../language/comparisonPaths.js';
import { defaultTarget } from '../language/defaultTarget.js';
import { pathKey } from '../runs/runTable.js';
import { type DefinitionRuns, modelItem } from './modelItem.js';
import type { DefinitionNode, LayerNode, MemberNode, ModelsNode } from './modelsNode.js';

type ModelsHost = Pick<Host, 'definitions' | 'runs' | 'log'>;

/** The models tree, shown from the moment it is made: definition files, their layers, the models of comparisons. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  readonly #host: ModelsHost;
  readonly #redraw = new vscode.EventEmitter<ModelsNode[] | undefined>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly #view: vscode.TreeView<ModelsNode>;
  readonly #subscriptions: vscode.Disposable[];
  /** By id, as last drawn; a definition's is its address. */
  readonly #definitions = new Map<string, DefinitionNode>();
  /** What each definition's line was made from. */
  readonly #faces = new Map<string, string>();
  readonly #parents = new WeakMap<ModelsNode, ModelsNode>();
  #training: ReadonlySet<string> = new Set();

  constructor(host: ModelsHost) {
    this.#host = host;
    this.#view = vscode.window.createTreeView(viewIds.models, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#redraw,
      // Files are few, and change at the pace of typing.
      host.definitions.onDidChange(() => this.#redraw.fire(undefined)),
      host.runs.onDidChange(() => this.#followRuns()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#redraw.fire(undefined)),
    ];
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    try {
      const children = node === undefined ? await this.#top() : await this.#below(node);
      if (node !== undefined) for (const child of children) this.#parents.set(child, node);
      return children;
    } catch (error) {
      this.#host.log.error('The models tree could not be made.', error instanceof Error ? error : String(error));
      return [];
    }
  }

  getParent(node: ModelsNode): ModelsNode | undefined {
    return this.#parents.get(node);
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return modelItem(node, (file) => this.#runsOf(file));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #top(): Promise<ModelsNode[]> {
    const files = await this.#host.definitions.list();
    this.#training = this.#findTraining();
    const folders = vscode.workspace.workspaceFolders ?? [];
    this.#view.message =
      files.length > 0 || folders.length === 0
        ? ''
        : vscode.l10n.t('No definition in this workspace yet; these come with the extension.');
    this.#definitions.clear();
    if (files.length === 0) {
      const shipped = await this.#host.definitions.shipped();
      return shipped.length === 0 ? [] : [{ kind: 'shipped', id: 'shipped' }];
    }
    if (folders.length < 2) return files.map((file) => this.#definitionNode(file));
    return folders.map((folder) => ({ kind: 'folder', id: `folder:${folder.uri.toString()}`, folder }));
  }

  async #below(node: ModelsNode): Promise<ModelsNode[]> {
    const { definitions } = this.#host;
    switch (node.kind) {
      case 'shipped':
        return (await definitions.shipped()).map((file) => this.#definitionNode(file));
      case 'folder': {
        const address = node.folder.uri.toString();
        const isIn = ({ uri }: DefinitionFile) => vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === address;
        return (await definitions.list()).filter(isIn).map((file) => this.#definitionNode(file));
      }
      case 'definition':
        return node.file.kind === 'model' ? layersOf(node) : membersOf(node, this.#host);
      default:
        return [];
    }
  }

  #definitionNode(file: DefinitionFile): DefinitionNode {
    const id = file.uri.toString();
    const node: DefinitionNode = { kind: 'definition', id, resourceUri: file.uri, file };
    this.#definitions.set(id, node);
    this.#faces.set(id, this.#faceOf(file));
    return node;
  }

  /** Runs change ten times a second, results seldom: only the lines of those definitions are drawn anew. */
  #followRuns(): void {
    this.#training = this.#findTraining();
    const changed: ModelsNode[] = [];
    for (const [id, node] of this.#definitions) {
      const face = this.#faceOf(node.file);
      if (face === this.#faces.get(id)) continue;
      this.#faces.set(id, face);
      changed.push(node);
    }
    if (changed.length > 0) this.#redraw.fire(changed);
  }

  #faceOf(file: DefinitionFile): string {
    const { lastResult, isStale, isTraining } = this.#runsOf(file);
    return [lastResult?.folder, lastResult?.testAccuracy, isStale, isTraining].join('\n');
  }

  #runsOf({ uri }: DefinitionFile): DefinitionRuns {
    const { runs } = this.#host;
    const lastResult = runs.lastResultOf(uri.fsPath);
    return {
      ...(lastResult === undefined ? {} : { lastResult }),
      isStale: lastResult !== undefined && runs.isStale(lastResult) === true,
      isTraining: this.#training.has(pathKey(uri.fsPath)),
    };
  }

  /** Paths of the definitions that are being trained. */
  #findTraining(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { status, definitionPath } of this.#host.runs.all)
      if (status === 'running' && definitionPath !== undefined) found.add(pathKey(definitionPath));
    return found;
  }
}

async function layersOf({ id, resourceUri }: DefinitionNode): Promise<LayerNode[]> {
  const text = await readDefinitionText(resourceUri);
  const { outlineLayers } = await import('./outlineDefinition.js');
  return outlineLayers(text, defaultTarget).map((outlined) => ({
    kind: 'layer',
    id: `${id}#${outlined.key}`,
    resourceUri,
    layer: outlined.name,
    outlined,
  }));
}

async function membersOf({ id, resourceUri }: DefinitionNode, { definitions }: ModelsHost): Promise<MemberNode[]> {
  const text = await readDefinitionText(resourceUri);
  const { outlineMembers } = await import('./outlineDefinition.js');
  const folder = vscode.Uri.joinPath(resourceUri, '..');
  return outlineMembers(text).map((member) => {
    const uri = resolvePath(folder, member.path);
    return { kind: 'member', id: `${id}>${member.path}`, resourceUri: uri, member, file: definitions.at(uri.fsPath) };
  });
}
