import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, runCommand } from './command.js';
import { npmEnvironment } from './installPackages.js';

/**
 * Finds a folder with `include/node/node.h`, as node-gyp's `--nodedir` wants it: from npm's configuration or beside the
 * running node. Any supported Node's headers do, because the addon only uses the Node-API.
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

/**
 * Puts the Node-API's four headers, which the package node-api-headers brings, into `target` as node-gyp wants them: where
 * Node came without headers (Debian's nodejs, an editor's Node) nothing need be downloaded from outside the registry.
 */
export async function writeNodeApiHeaders(packages: string, target: string): Promise<string> {
  const include = join(target, 'include', 'node');
  await mkdir(include, { recursive: true });
  await cp(join(packages, 'node_modules', 'node-api-headers', 'include'), include, { recursive: true });
  await writeFile(join(include, 'common.gypi'), commonGypi);
  return target;
}

/** Compiler settings in the place of those that Node's own headers bring. */
const commonGypi = `{
  'variables': { 'visibility%': 'hidden', 'library%': 'static_library' },
  'target_defaults': {
    'default_configuration': 'Release',
    'configurations': { 'Debug': {}, 'Release': { 'cflags': ['-O3'], 'xcode_settings': { 'GCC_OPTIMIZATION_LEVEL': '3' } } },
    'cflags': ['-pthread'],
    'cflags_cc': ['-std=gnu++17', '-fno-rtti', '-fno-exceptions'],
    'conditions': [
      ['OS=="linux"', { 'cflags': ['-fPIC'], 'ldflags': ['-pthread'] }],
      ['OS=="mac"', {
        'defines': ['_DARWIN_USE_64_BIT_INODE=1'],
        'xcode_settings': {
          'CLANG_CXX_LANGUAGE_STANDARD': 'gnu++17',
          'CLANG_CXX_LIBRARY': 'libc++',
          'MACOSX_DEPLOYMENT_TARGET': '12.0',
          'OTHER_LDFLAGS': ['-Wl,-undefined,dynamic_lookup'],
        },
      }],
    ],
  },
}
`;

function hasHeaders(folder: string): boolean {
  const include = join(folder, 'include', 'node');
  return existsSync(join(include, 'node.h')) && existsSync(join(include, 'common.gypi'));
}
