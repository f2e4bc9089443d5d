import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../../core/engine.js';
import { type Environment, runCommand } from './command.js';
import manifest from './packages/package.json';
import lock from './packages/package-lock.json';

/** Changes when another set of packages is wanted. */
export const packagesFingerprint = createHash('sha256')
  .update(JSON.stringify([manifest, lock]))
  .digest('hex');

/**
 * Installs tfjs-node and node-gyp into `folder` with npm, exactly as locked (npm checks each package's hash), running no
 * package's scripts, and drops the four fifths of the files that Node never loads.
 */
export async function installPackages(
  folder: string,
  npm: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock, null, 2));
  const args = [
    'ci',
    '--ignore-scripts',
    '--omit=dev',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const run = () => runCommand(npm, args, { cwd: folder, env: npmEnvironment(env), signal });
  let result = await run();
  if (result.code !== 0 && /ENOTEMPTY|EEXIST|ENOENT/.test(result.output.join('\n'))) {
    // An installation that was killed may have left an npm behind, which is still writing here.
    await wait(3000, undefined, { signal });
    result = await run();
  }
  const { code, output } = result;
  if (code !== 0) {
    throw new EngineError(
      `npm could not fetch tfjs-node: ${explain(output)}\n` +
        'Check the network and the registry (npm config get registry), then run bakeoff engine install again; what is finished is kept.',
    );
  }
  await dropUnusedFiles(join(folder, 'node_modules', '@tensorflow'));
}

/** Without what an enclosing `npm run` or `npx` has set about ITS folder and command. */
export function npmEnvironment(env: Environment): Environment {
  const foreign =
    /^npm_(config_(global|prefix|local_prefix|workspaces?|json|dry_run|package_lock_only|omit|include|production|location)|lifecycle_.*|package_.*|command)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function explain(output: readonly string[]): string {
  const lines = output.map((line) => line.replace(/^npm (error|ERR!) ?/i, '').trim()).filter((line) => line !== '');
  return (
    lines.find((line) => /^(network|request to|notarget|.*EINTEGRITY|.*ENOSPC|.*E4\d\d)/i.test(line)) ??
    lines.find((line) => !/^(code|errno|syscall|path|dest) /.test(line)) ??
    'no message'
  );
}

/** Source maps, browser bundles and types are 280 of 310 MB; each TensorFlow.js package's Node bundle is complete. */
async function dropUnusedFiles(scope: string): Promise<void> {
  for (const name of await readdir(scope)) {
    const dist = join(scope, name, 'dist');
    const whole = name === 'tfjs-node';
    for (const entry of await readdir(dist, { withFileTypes: true }).catch(() => [])) {
      const isUsed = whole ? !/\.(map|d\.ts)$|_test\.js$/.test(entry.name) : entry.name.endsWith('.node.js');
      if (!isUsed) await rm(join(dist, entry.name), { recursive: true, force: true });
    }
    if (!whole) await rm(join(scope, name, 'src'), { recursive: true, force: true });
  }
}
