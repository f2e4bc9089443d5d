import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';

/** Sources of the extension host, by path from the root with `/`. */
export function hostSources(root: string): ReadonlyMap<string, string> {
  const folder = join(root, 'src');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'));
  return new Map(
    paths
      .filter((path) => path === 'extension.ts' || (path.startsWith('host/') && path.endsWith('.ts')))
      .map((path) => [
        relative(root, join(folder, path)).split(sep).join('/'),
        readFileSync(join(folder, path), 'utf8'),
      ]),
  );
}

/**
 * Every message of these sources, in VS Code's bundle format, by key. Besides `vscode.l10n.t('…')` it finds `l10n.t('…')`
 * and `t('…')` in modules that get the translation handed in, as they must do without `vscode`.
 */
export async function collectMessages(sources: ReadonlyMap<string, string>): Promise<l10nJsonFormat> {
  // One text: the collector takes as long for each of a hundred small files as for a large one.
  const calls = [...sources.values()].map((source) =>
    source.replace(vscodeImport, '').replace(translatingCall, plainCall),
  );
  const contents = `import * as vscode from 'vscode';\n${calls.join('\n;\n')}`;
  return sortedByKey(await getL10nJson([{ extension: '.ts', contents }]));
}

const vscodeImport = /^import [^;]* from 'vscode';$/gm;
const translatingCall = /(?<![\w$]|function )(?:(?:vscode\.)?l10n\.|(?<!\.))t\(/g;
const plainCall = 'vscode.l10n.t(';

/** Calls whose message is no literal, which nothing can collect, as `file:line`. */
export function uncollectable(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flatMap(([file, source]) =>
    [...source.matchAll(translatingCall)]
      .filter((call) => !/^\s*['"`{]/.test(source.slice(call.index + call[0].length)))
      .map((call) => `${file}:${source.slice(0, call.index).split('\n').length}`),
  );
}

/** A bundle as it is stored: sorted, two spaces, a line end. */
export function bundleText(bundle: l10nJsonFormat): string {
  return `${JSON.stringify(sortedByKey(bundle), null, 2)}\n`;
}

function sortedByKey(bundle: l10nJsonFormat): l10nJsonFormat {
  return Object.fromEntries(Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)));
}
