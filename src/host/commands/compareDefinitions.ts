import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { trainedDefinitionUri } from '../trainedDefinitions.js';
import { pickDefinition } from '../training/pickDefinition.js';
import { runName } from '../training/statusText.js';
import { runsOf } from '../views/runArguments.js';
import { definitionOf, kindOfUri } from './definitionArgument.js';

/** One of two definitions that are compared. */
export interface ComparedUri {
  readonly uri: vscode.Uri;
  /** Safe to show. */
  readonly title: string;
}

/**
 * Opens two definitions side by side: those of two runs, as they were trained, or two files; what is not given is asked for.
 */
export const compareDefinitionsCommand: Command = {
  id: commandIds.compareDefinitions,
  async run(host, ...args) {
    const pair = await comparedPair(host, args, vscode.l10n.t('Compare definitions'));
    if (pair === undefined) return;
    const [first, second] = pair;
    const title = vscode.l10n.t('{0} ↔ {1}', first.title, second.title);
    await vscode.commands.executeCommand('vscode.diff', first.uri, second.uri, title);
  },
};

/** The two definitions that a command is about; undefined when the person wants none. */
export async function comparedPair(
  host: Host,
  args: readonly unknown[],
  title: string,
): Promise<readonly [ComparedUri, ComparedUri] | undefined> {
  const given = givenPair(args[0]);
  if (given !== undefined) return [titled(host, given[0]), titled(host, given[1])];
  const runs = await runsOf(host, isDefinition(args[0]) ? [[]] : args);
  const [one, other] = runs;
  if (one !== undefined && other !== undefined) {
    // The older one first: what has become of it is looked for.
    const [first, second] = (one.startTime ?? 0) <= (other.startTime ?? 0) ? [one, other] : [other, one];
    return [titled(host, trainedDefinitionUri(first)), titled(host, trainedDefinitionUri(second))];
  }
  const own = one === undefined ? definitionOf(args[0]) : trainedDefinitionUri(one);
  const first =
    own !== undefined && isModel(own) ? own : await pick(host, title, vscode.l10n.t('Definition to begin with'));
  if (first === undefined) return undefined;
  const second = await pick(host, title, vscode.l10n.t('Definition to compare it with'));
  return second === undefined ? undefined : [titled(host, first), titled(host, second)];
}

async function pick(host: Host, title: string, placeHolder: string): Promise<vscode.Uri | undefined> {
  return (await pickDefinition(host, { title, placeHolder, kind: 'model' }))?.file?.uri;
}

function titled({ runs }: Host, uri: vscode.Uri): ComparedUri {
  const run = uri.query === '' ? undefined : runs.get(uri.query);
  return { uri, title: run === undefined ? printable(uri.path.split('/').at(-1) ?? '') : runName(run) };
}

function givenPair(argument: unknown): readonly [vscode.Uri, vscode.Uri] | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { first, second } = argument as { readonly first?: unknown; readonly second?: unknown };
  return first instanceof vscode.Uri && second instanceof vscode.Uri ? [first, second] : undefined;
}

function isModel(uri: vscode.Uri): boolean {
  return kindOfUri(uri) === 'model';
}

function isDefinition(argument: unknown): boolean {
  if (argument instanceof vscode.Uri) return true;
  if (typeof argument !== 'object' || argument === null) return false;
  const { uri, resourceUri } = argument as { readonly uri?: unknown; readonly resourceUri?: unknown };
  return uri instanceof vscode.Uri || resourceUri instanceof vscode.Uri;
}
