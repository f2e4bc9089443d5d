import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../../../core/engine.js';
import { type Environment, findOnPath, runCommand } from './command.js';
import { bindingFile, packageFolder } from './engineFolders.js';
import { npmEnvironment } from './installPackages.js';
import type { Tools } from './tools.js';

export interface BuildOptions {
  /** Holds node_modules with tfjs-node (its `deps` filled) and node-gyp. */
  readonly folder: string;
  readonly napi: number;
  readonly tools: Tools;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Called with each file that the compiler starts on, counted from 0. */
  readonly onCompile?: (count: number) => void;
}

/** Compiles tfjs-node's addon against the unpacked library. @throws EngineError with the compiler's first error. */
export async function buildBinding(options: BuildOptions): Promise<void> {
  const { folder, napi, tools, env, signal } = options;
  const target = packageFolder(folder);
  const headers = await findNodeHeaders(env, tools.npm, signal);
  const args = [
    join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
    'rebuild',
    '--module_name=tfjs_binding',
    `--module_path=${dirname(bindingFile(target, napi))}`,
    `--napi_build_version=${napi}`,
    `--napi_version=${napi}`,
    `--python=${tools.python}`,
    ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
  ];
  let compiled = 0;
  const { code, output } = await runCommand(process.execPath, args, {
    cwd: target,
    // gyp asks for g++ by default; the machine may have another compiler only.
    env: {
      ...npmEnvironment(env),
      ELECTRON_RUN_AS_NODE: '1',
      MAKE: tools.make,
      ...(env.CXX === undefined && findOnPath('g++', env) === undefined ? { CXX: tools.compiler } : {}),
    },
    signal,
    onLine: (line) => {
      if (/^\s+(CXX|SOLINK)/.test(line)) options.onCompile?.(compiled++);
    },
  });
  if (code !== 0 || !existsSync(bindingFile(target, napi))) throw buildFailed(output);
  await rm(join(target, 'build'), { recursive: true, force: true });
}

/**
 * A folder with `include/node/node.h`, as node-gyp wants it, or undefined when node-gyp has to download the headers. Any
 * supported Node's headers do: the addon only uses the Node-API.
 */
export async function findNodeHeaders(
  env: Environment,
  npm: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const prefix = dirname(dirname(process.execPath));
  for (const candidate of [env.npm_config_nodedir, env.NPM_CONFIG_NODEDIR, prefix]) {
    if (candidate !== undefined && hasHeaders(candidate)) return candidate;
  }
  const { code, output } = await runCommand(npm, ['config', 'get', 'nodedir', '--loglevel=silent'], {
    env: npmEnvironment(env),
    signal,
    timeLimitMs: 30_000,
  });
  const configured = output.at(-1)?.trim() ?? '';
  return code === 0 && configured !== '' && hasHeaders(configured) ? configured : undefined;
}

function hasHeaders(folder: string): boolean {
  return (
    existsSync(join(folder, 'include', 'node', 'node.h')) && existsSync(join(folder, 'include', 'node', 'common.gypi'))
  );
}

function buildFailed(output: readonly string[]): EngineError {
  const text = output.join('\n');
  if (/getaddrinfo|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ECONNRESET|bad response|socket hang up/i.test(text)) {
    return new EngineError(
      "Node's header files could not be downloaded, which compiling the addon needs\n" +
        "Get them on this machine: sudo apt-get install libnode-dev (for Debian's nodejs), or use a Node from nodejs.org, nvm or Homebrew, " +
        'which brings them; or tell npm where they are: npm_config_nodedir=DIR with DIR/include/node/node.h. Then run bakeoff engine install again.',
    );
  }
  const first = output.find((line) => /\berror\b/i.test(line) && !/gyp (ERR!|info)/.test(line));
  const last = output.filter((line) => /gyp ERR!/.test(line)).at(1);
  return new EngineError(
    `the addon that connects Node to TensorFlow could not be compiled: ${(first ?? last ?? output.at(-1) ?? 'no message').trim()}\n` +
      `Last lines of the build:\n${output.slice(-15).join('\n')}`,
  );
}
