import * as vscode from 'vscode';
import { definitionKindOf } from '../definitions/definitionKind.js';
import { kindOf } from '../language/definitionDocument.js';

/**
 * The definition that a command is about: its argument (an address, or what a lens, a menu or a tree's element gives),
 * else the one in the active editor. Undefined where neither is one.
 */
export function definitionOf(argument: unknown): vscode.Uri | undefined {
  const given = addressOf(argument);
  if (given !== undefined) return given;
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && kindOfUri(document.uri) !== undefined ? document.uri : undefined;
}

/** As `definitionOf`, but all definitions that are selected with the clicked one: the explorer gives them besides. */
export function definitionsOf(argument: unknown, selected: unknown): readonly vscode.Uri[] {
  const clicked = definitionOf(argument);
  if (clicked === undefined) return [];
  const all = Array.isArray(selected) ? selected.flatMap((element) => addressOf(element) ?? []) : [];
  if (!all.some((uri) => uri.toString() === clicked.toString())) return [clicked];
  return all.filter((uri) => kindOfUri(uri) !== undefined);
}

/** What is defined at an address, by the language of an open document, else by its name. */
export function kindOfUri(uri: vscode.Uri): 'model' | 'comparison' | undefined {
  const key = uri.toString();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  return (open === undefined ? undefined : kindOf(open)) ?? definitionKindOf(uri.path);
}

function addressOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return parse(argument);
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, resourceUri } = argument as { readonly uri?: unknown; readonly resourceUri?: unknown };
  return [uri, resourceUri].find((candidate) => candidate instanceof vscode.Uri);
}

function parse(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
