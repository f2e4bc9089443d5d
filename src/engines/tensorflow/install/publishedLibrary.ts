import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { EngineError } from '../../../core/engine.js';
import { type Environment, runCommand } from './command.js';
import { bindingFile, packageFolder } from './engineFolders.js';
import { npmEnvironment } from './installPackages.js';

const probeLimitMs = 3000;

/** The host from which tfjs-node's installer downloads, as its own environment variables have it. */
export function publishedHost(env: Environment): string {
  return env.TFJS_NODE_BASE_URI ?? env.TFJS_NODE_CDN_STORAGE ?? env.CDN_STORAGE ?? 'https://storage.googleapis.com/';
}

/** True when the host answers at all within 3 s, through a proxy if the environment names one. */
export async function isPublishedHostReachable(env: Environment, signal?: AbortSignal): Promise<boolean> {
  // Large, and nowhere else needed.
  const { EnvHttpProxyAgent, request } = await import('undici');
  const limit = AbortSignal.timeout(probeLimitMs);
  const agent = new EnvHttpProxyAgent({
    ...proxy('httpProxy', env.http_proxy ?? env.HTTP_PROXY),
    ...proxy('httpsProxy', env.https_proxy ?? env.HTTPS_PROXY),
    ...proxy('noProxy', env.no_proxy ?? env.NO_PROXY),
  });
  try {
    const { body } = await request(new URL('/', publishedHost(env)), {
      method: 'HEAD',
      dispatcher: agent,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    await body.dump();
    return true;
  } catch {
    signal?.throwIfAborted();
    return false;
  } finally {
    agent.destroy().catch(() => undefined);
  }
}

export interface PublishedOptions {
  /** Holds node_modules with tfjs-node. */
  readonly folder: string;
  readonly napi: number;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string) => void;
}

/** Runs tfjs-node's own installer: it downloads a library and a compiled addon. @throws EngineError when it fails. */
export async function installPublishedLibrary(options: PublishedOptions): Promise<void> {
  const { folder, napi, env, signal } = options;
  const target = packageFolder(folder);
  // The installer takes a library that is there for complete.
  await rm(join(target, 'deps'), { recursive: true, force: true });
  await rm(join(target, 'lib'), { recursive: true, force: true });
  const modules = join(folder, 'node_modules');
  const { code, output } = await runCommand(process.execPath, [join('scripts', 'install.js')], {
    cwd: target,
    env: {
      ...npmEnvironment(env),
      ELECTRON_RUN_AS_NODE: '1',
      PATH: [join(modules, '.bin'), dirname(process.execPath), env.PATH ?? env.Path ?? ''].join(delimiter),
      npm_config_node_gyp: join(modules, 'node-gyp', 'bin', 'node-gyp.js'),
    },
    signal,
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
  if (code === 0 && existsSync(bindingFile(target, napi))) return;
  const reason = output.find((line) => /^\w*Error\b|failed with error/.test(line)) ?? output.at(-1) ?? 'no message';
  throw new EngineError(`tfjs-node's own installer failed: ${reason}`);
}

function proxy(name: 'httpProxy' | 'httpsProxy' | 'noProxy', value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value };
}
