import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../src/cacheFolder.js';
import { ownName, removeAbandoned } from '../abandoned.js';
import { CODE_SERVER, COMPILED_DEPENDENCIES, LAYOUT, nodePackage, UNUSED_DEPENDENCIES } from './pins.js';

/** An installed VS Code server: absolute paths. */
export interface ServerBuild {
  readonly node: string;
  readonly serverMain: string;
}

const identity = `${CODE_SERVER.replace('@', '-')}-${process.arch}-${LAYOUT}`;
/** For whoever is started in an environment with another cache: where server builds are. */
export const SERVER_BUILDS = 'BAKEOFF_SERVER_BUILDS';

/** Where server builds are: in the user's cache. */
export function serverBuildsFolder(): string {
  return process.env[SERVER_BUILDS] ?? join(cacheFolder(), 'vscode');
}

/** The server build in the user's cache, or `undefined` before `installServerBuild`. */
export function installedServerBuild(): ServerBuild | undefined {
  const folder = join(serverBuildsFolder(), identity);
  return existsSync(folder) ? pathsIn(folder) : undefined;
}

/**
 * Installs VS Code's server and workbench from the npm registry into the user's cache (400 MB, about a minute), unless
 * they are there. Needs npm, tar, and a C++ compiler with make and Python.
 * @param log told what is going on, a line at a time.
 * @throws Error naming the step that failed and the end of its output; nothing half-made is taken for an installation.
 */
export async function installServerBuild(log: (line: string) => void): Promise<ServerBuild> {
  const present = installedServerBuild();
  if (present !== undefined) return present;
  if (process.platform !== 'linux')
    throw new Error(`VS Code's server build runs on Linux only, not ${process.platform}.`);

  const folder = join(serverBuildsFolder(), identity);
  const unfinished = join(serverBuildsFolder(), ownName(identity));
  const started = performance.now();
  log(`Installing VS Code's server build (${CODE_SERVER}), once, in ${folder}…`);
  mkdirSync(unfinished, { recursive: true });
  removeAbandoned(serverBuildsFolder(), identity);
  try {
    await fill(unfinished);
    // Whoever was first wins; a folder under its final name is complete.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  log(`VS Code's server build is ready (${Math.round((performance.now() - started) / 1000)} s).`);
  return pathsIn(folder);
}

async function fill(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const node = nodePackage(process.arch);
  await npm(folder, ['install', '--ignore-scripts', node], `install ${node}`);

  const archive = (await npm(folder, ['pack', '--silent', CODE_SERVER], `download ${CODE_SERVER}`)).trim();
  const within = 'package/lib/vscode';
  const unpack = ['-xzf', archive, '--strip-components=2', `--exclude=${within}/extensions/copilot`, within];
  await run('tar', unpack, { cwd: folder, does: `unpack ${CODE_SERVER}` });
  rmSync(join(folder, archive));

  const server = join(folder, 'vscode');
  leaveOut(join(server, 'package.json'), UNUSED_DEPENDENCIES);
  await npm(server, ['install', '--omit=dev', '--ignore-scripts'], "install the server's dependencies");
  const nodeFolder = join(folder, 'node_modules', `node-linux-${process.arch}`);
  await npm(
    server,
    ['rebuild', ...COMPILED_DEPENDENCIES],
    'compile native modules (g++, make and python3 are needed)',
    {
      // Compiled by and for the Node that will load them; its package brings the headers.
      npm_config_nodedir: nodeFolder,
      PATH: `${join(nodeFolder, 'bin')}:${process.env.PATH}`,
    },
  );
  await npm(
    join(server, 'extensions'),
    ['install', '--omit=dev', '--ignore-scripts'],
    'install TypeScript for its extensions',
  );

  rmSync(join(nodeFolder, 'include'), { recursive: true, force: true });
  const ripgreps = join(server, 'node_modules/@vscode/ripgrep-universal/bin');
  for (const platform of existsSync(ripgreps) ? readdirSync(ripgreps) : [])
    if (platform !== `linux-${process.arch}`) rmSync(join(ripgreps, platform), { recursive: true });
}

function pathsIn(folder: string): ServerBuild {
  return {
    node: join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'),
    serverMain: join(folder, 'vscode', 'out', 'server-main.js'),
  };
}

function leaveOut(packageFile: string, names: readonly string[]): void {
  const manifest = JSON.parse(readFileSync(packageFile, 'utf8')) as { dependencies: Record<string, string> };
  for (const name of names) delete manifest.dependencies[name];
  writeFileSync(packageFile, JSON.stringify(manifest, undefined, 2));
}

function npm(cwd: string, args: readonly string[], does: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return run('npm', [...args, ...quiet], { cwd, does, env });
}

interface StepOptions {
  readonly cwd: string;
  /** What the step does, for its error message. */
  readonly does: string;
  readonly env?: NodeJS.ProcessEnv;
}

function run(command: string, args: readonly string[], { cwd, does, env }: StepOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let all = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      all += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      all += text;
    });
    child.on('error', (error) => reject(new Error(`Could not ${does}: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`Could not ${does} (${command} ended with ${code}):\n${all.trim().slice(-2000)}`));
    });
  });
}
