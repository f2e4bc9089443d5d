import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What of VS Code's command line the stand-in understands; paths are absolute. */
export interface CommandLine {
  readonly developmentPaths: readonly string[];
  readonly testsPath?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  readonly disableWorkspaceTrust: boolean;
  readonly disableExtensions: boolean;
  readonly open: OpenTarget;
  /** Arguments that ask for the command line of the server (extensions, version) and no window. */
  readonly manage?: readonly string[];
}

/** What the window shows. */
export type OpenTarget =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'folder' | 'workspace' | 'file'; readonly path: string };

const MANAGE = ['install-extension', 'uninstall-extension', 'list-extensions', 'version'];
const FOR_MANAGE = [...MANAGE, 'force', 'show-versions', 'extensions-dir', 'user-data-dir'];

/** Flags of VS Code whose value may be the next argument. Others are switches, or have their value behind `=`. */
const WITH_VALUE = new Set([
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'extensions-dir',
  'user-data-dir',
  'folder-uri',
  'file-uri',
  'install-extension',
  'uninstall-extension',
  'locale',
  'log',
  'profile',
]);

/**
 * Reads VS Code's command line. Flags that the stand-in has no use for are passed over.
 * @throws Error when what shall be opened does not exist.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { flags, rest } = splitFlags(args);
  const last = (name: string) => flags.findLast((flag) => flag.name === name)?.value;
  const path = (name: string) => {
    const value = last(name);
    return value === undefined ? undefined : toPath(value);
  };
  const target = path('folder-uri') ?? path('file-uri') ?? (rest[0] === undefined ? undefined : toPath(rest[0]));
  const testsPath = path('extensionTestsPath');
  const userDataDir = path('user-data-dir');
  const extensionsDir = path('extensions-dir');
  const manage = flags.some(({ name }) => MANAGE.includes(name))
    ? flags
        .filter(({ name }) => FOR_MANAGE.includes(name))
        .map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`))
    : undefined;
  return {
    developmentPaths: flags.flatMap(({ name, value = '' }) =>
      name === 'extensionDevelopmentPath' ? [toPath(value)] : [],
    ),
    disableWorkspaceTrust: flags.some(({ name }) => name === 'disable-workspace-trust'),
    disableExtensions: flags.some(({ name }) => name === 'disable-extensions'),
    open: target === undefined ? { kind: 'nothing' } : { kind: kindOf(target), path: target },
    ...(testsPath === undefined ? {} : { testsPath }),
    ...(userDataDir === undefined ? {} : { userDataDir }),
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
    ...(manage === undefined ? {} : { manage }),
  };
}

interface Flag {
  readonly name: string;
  readonly value?: string;
}

function splitFlags(args: readonly string[]): { flags: Flag[]; rest: string[] } {
  const flags: Flag[] = [];
  const rest: string[] = [];
  const waiting = [...args];
  for (let arg = waiting.shift(); arg !== undefined; arg = waiting.shift()) {
    const [, name, equals, behind] = /^--([^=]+)(=?)(.*)$/s.exec(arg) ?? [];
    if (name === undefined) {
      if (!arg.startsWith('-')) rest.push(arg);
      continue;
    }
    const value = equals === '=' ? behind : WITH_VALUE.has(name) ? waiting.shift() : undefined;
    flags.push(value === undefined ? { name } : { name, value });
  }
  return { flags, rest };
}

function toPath(pathOrUri: string): string {
  return pathOrUri.startsWith('file:') ? fileURLToPath(pathOrUri) : resolve(pathOrUri);
}

function kindOf(path: string): 'folder' | 'workspace' | 'file' {
  if (path.endsWith('.code-workspace')) return 'workspace';
  return statSync(path).isDirectory() ? 'folder' : 'file';
}
