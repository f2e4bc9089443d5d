import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerBuild } from '../install/serverBuild.js';
import type { CommandLine } from './commandLine.js';

/** Folders of one VS Code; absolute. */
export interface ServerFolders {
  readonly userData: string;
  readonly extensions: string;
  /** Goes with the process. */
  readonly temporary: string;
}

export interface ServerOptions {
  readonly build: ServerBuild;
  readonly folders: ServerFolders;
  readonly commandLine: CommandLine;
  /** Secret that a client must know. */
  readonly token: string;
  /** Added to the environment of extension hosts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Called when the last extension host is gone: `code`, `signal` as the server tells them. */
  readonly onHostsGone: (exit: string) => void;
  readonly onHostStarted: () => void;
  readonly onExit: (reason: string) => void;
}

/** VS Code's server in a process group of its own, so that its end is the end of the extension hosts, too. */
export class ServerProcess {
  readonly #child: ChildProcess;
  /** `http://127.0.0.1:PORT`, once it listens. */
  readonly origin: Promise<string>;

  constructor(options: ServerOptions) {
    const { build, folders } = options;
    mkdirSync(folders.userData, { recursive: true });
    const portFile = join(folders.userData, 'port');
    this.#child = spawn(build.node, [build.serverMain, ...serverArguments(options, rememberedPort(portFile))], {
      env: hostEnvironment(options.environment),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.on('error', (error) => options.onExit(error.message));
    this.#child.on('exit', (code, signal) => options.onExit(`VS Code's server ended (${signal ?? code})`));
    this.origin = this.#listening(options).then((port) => {
      writeFileSync(portFile, port);
      return `http://127.0.0.1:${port}`;
    });
  }

  /** Ends the server and all of its group; after three seconds without mercy. */
  async stop(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    const end = Date.now() + 3000;
    for (
      let signal: NodeJS.Signals | 0 = 'SIGTERM';
      signalGroup(pid, signal);
      signal = Date.now() < end ? 0 : 'SIGKILL'
    )
      await delay(50);
  }

  #listening({ onLine, onHostsGone, onHostStarted }: ServerOptions): Promise<string> {
    const hosts = new Set<string>();
    return new Promise((resolve) => {
      const follow = (line: string) => {
        onLine(line);
        const port = /agent listening on (\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(port);
        const [, pid, what, exit = ''] = /<(\d+)> (Launched|Extension) .*?(code: .*)?$/.exec(line) ?? [];
        if (pid === undefined) return;
        if (what === 'Launched') {
          hosts.add(pid);
          onHostStarted();
        } else if (hosts.delete(pid) && hosts.size === 0) onHostsGone(exit);
      };
      for (const stream of [this.#child.stdout, this.#child.stderr])
        createInterface(stream as Readable).on('line', follow);
    });
  }
}

function serverArguments({ folders, commandLine, token }: ServerOptions, port: string): string[] {
  const tokenFile = join(folders.temporary, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  return [
    '--accept-server-license-terms',
    '--host=127.0.0.1',
    `--port=${port}`,
    `--connection-token-file=${tokenFile}`,
    `--server-data-dir=${join(folders.temporary, 'server')}`,
    `--user-data-dir=${folders.userData}`,
    `--extensions-dir=${folders.extensions}`,
    // The environment of whoever started us, nothing else.
    '--force-disable-user-env',
    '--without-browser-env-var',
    '--disable-telemetry',
    '--disable-experiments',
    '--disable-getting-started-override',
    // Nothing stays behind if we are killed without a chance to tidy up.
    '--enable-remote-auto-shutdown',
    '--reconnection-grace-time=10',
    ...(commandLine.disableWorkspaceTrust ? ['--disable-workspace-trust'] : []),
  ];
}

/**
 * What a window remembers (trust, states of extensions, layout) belongs to its origin, so a VS Code that starts again on
 * the same user data listens where it did. A range: should the port be taken meanwhile, the next ones are tried.
 */
function rememberedPort(file: string): string {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return `${port}-${port + 20}`;
  } catch {
    return '0';
  }
}

function hostEnvironment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && !['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE'].includes(name),
  );
  // No marketplace.
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...added };
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
