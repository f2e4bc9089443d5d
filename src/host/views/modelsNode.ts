import type * as vscode from 'vscode';
import type { DefinitionFile } from '../host.js';
import type { OutlinedLayer, OutlinedMember } from './outlineDefinition.js';

/** An element of the models tree. Those that are a file, or a part of one, have its address for commands. */
export type ModelsNode = FolderNode | ShippedNode | DefinitionNode | LayerNode | MemberNode;

/** A workspace folder, where there are several. */
export interface FolderNode {
  readonly kind: 'folder';
  readonly id: string;
  readonly folder: vscode.WorkspaceFolder;
}

/** The heading of the definitions that come with the extension. */
export interface ShippedNode {
  readonly kind: 'shipped';
  readonly id: string;
}

/** A definition file. */
export interface DefinitionNode {
  readonly kind: 'definition';
  readonly id: string;
  readonly resourceUri: vscode.Uri;
  /** As it was last drawn. */
  readonly file: DefinitionFile;
}

/** A layer of a model. */
export interface LayerNode {
  readonly kind: 'layer';
  readonly id: string;
  readonly resourceUri: vscode.Uri;
  /** Its name. */
  readonly layer: string;
  readonly outlined: OutlinedLayer;
}

/** A model of a comparison; its address is that of the model. */
export interface MemberNode {
  readonly kind: 'member';
  readonly id: string;
  readonly resourceUri: vscode.Uri;
  readonly member: OutlinedMember;
  /** Undefined when it is none that the workspace has. */
  readonly file: DefinitionFile | undefined;
}
