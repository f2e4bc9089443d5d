import * as vscode from 'vscode';
import type { Host } from '../host.js';
import { type CommandId, commandIds } from '../ids.js';
import { showError } from './showError.js';

/** Registers every command. What it does is loaded when it is first used; what goes wrong in it ends here. */
export function registerCommands(host: Host): vscode.Disposable {
  const titles = titlesOf(host.context);
  const registered = Object.values(commandIds).map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await runCommand(host, id, args);
      } catch (error) {
        if (error instanceof vscode.CancellationError || (error as Error | null)?.name === 'AbortError') return;
        showError(host.log, error, vscode.l10n.t('{0} did not work', `"${titles.get(id) ?? id}"`));
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

async function runCommand(host: Host, id: CommandId, args: readonly unknown[]): Promise<void> {
  const { commands } = await import('./index.js');
  const command = commands.find((candidate) => candidate.id === id);
  if (command === undefined) throw new Error(`There is no ${id}.`);
  host.log.debug(id);
  await command.run(host, ...args);
}

/** Titles as the palette shows them. */
function titlesOf({ extension }: vscode.ExtensionContext): ReadonlyMap<string, string> {
  const { contributes } = extension.packageJSON as {
    readonly contributes?: { readonly commands?: readonly { readonly command: string; readonly title: string }[] };
  };
  return new Map(contributes?.commands?.map(({ command, title }) => [command, title]));
}
