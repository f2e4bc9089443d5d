import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../../../core/engine.js';
import { type Environment, findOnPath, runCommand } from './command.js';
import { bindingFile, packageFolder } from './engineFolders.js';
import { npmEnvironment } from './installPackages.js';
import { findNodeHeaders, writeNodeApiHeaders } from './nodeHeaders.js';
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
  const headers =
    (await findNodeHeaders(env, tools.npm, signal)) ??
    (await writeNodeApiHeaders(folder, join(target, 'build-headers')));
  const args = [
    join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
    'rebuild',
    '--module_name=tfjs_binding',
    `--module_path=${dirname(bindingFile(target, napi))}`,
    `--napi_build_version=${napi}`,
    `--napi_version=${napi}`,
    `--python=${tools.python}`,
    `--nodedir=${headers}`,
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
  for (const name of ['build', 'build-headers']) await rm(join(target, name), { recursive: true, force: true });
}

function buildFailed(output: readonly string[]): EngineError {
  const first = output.find((line) => /\berror\b/i.test(line) && !/gyp (ERR!|info)/.test(line));
  const last = output.filter((line) => /gyp ERR!/.test(line)).at(1);
  return new EngineError(
    `the addon that connects Node to TensorFlow could not be compiled: ${(first ?? last ?? output.at(-1) ?? 'no message').trim()}\n` +
      `Last lines of the build:\n${output.slice(-15).join('\n')}`,
  );
}
