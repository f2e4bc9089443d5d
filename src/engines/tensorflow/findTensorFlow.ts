import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cacheFolder } from '../../cacheFolder.js';
import { EngineError } from '../../core/engine.js';
import type { Environment } from './install/command.js';
import { bindingFile, engineFolders, packageFolder } from './install/engineFolders.js';
import { enginePins } from './install/pins.js';

/** Where a usable tfjs-node lies. */
export interface TensorFlowLocation {
  /** The folder of `@tensorflow/tfjs-node` itself, absolute. */
  readonly packageFolder: string;
  /** `environment`: BAKEOFF_TFJS_NODE; `cache`: `bakeoff engine install`; `project`: node_modules of the current folder. */
  readonly source: 'environment' | 'cache' | 'project';
}

const packageName = '@tensorflow/tfjs-node';

/**
 * Looks for a tfjs-node with its compiled addon: BAKEOFF_TFJS_NODE, the user's cache, then the node_modules that
 * `projectFolder` resolves. Loads nothing; undefined when there is none.
 * @throws EngineError when BAKEOFF_TFJS_NODE is set and names no such folder.
 */
export function findTensorFlow(
  env: Environment = process.env,
  projectFolder: string = process.cwd(),
): TensorFlowLocation | undefined {
  const named = env.BAKEOFF_TFJS_NODE ?? '';
  if (named !== '') return fromEnvironment(resolve(named));
  const pins = enginePins();
  for (const folder of engineFolders(cacheFolder(env), pins).finished) {
    const target = packageFolder(folder);
    if (existsSync(bindingFile(target, pins.napi))) return { packageFolder: target, source: 'cache' };
  }
  const target = resolveFrom(projectFolder);
  return target !== undefined && hasBinding(target) ? { packageFolder: target, source: 'project' } : undefined;
}

function fromEnvironment(folder: string): TensorFlowLocation {
  for (const target of [folder, packageFolder(folder)]) {
    if (readName(target) === packageName && hasBinding(target)) return { packageFolder: target, source: 'environment' };
  }
  throw new EngineError(
    `BAKEOFF_TFJS_NODE is ${folder}, which is no ${packageName} with a compiled addon\n` +
      'Name the folder that holds its package.json, or unset the variable and run: bakeoff engine install',
  );
}

function resolveFrom(folder: string): string | undefined {
  try {
    return dirname(createRequire(join(folder, 'package.json')).resolve(`${packageName}/package.json`));
  } catch {
    return undefined;
  }
}

/** tfjs-node takes the newest Node-API folder that this Node supports. */
function hasBinding(target: string): boolean {
  for (let napi = Number(process.versions.napi); napi >= 3; napi--) {
    if (existsSync(bindingFile(target, napi))) return true;
  }
  return false;
}

function readName(folder: string): string | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return (value as { name?: string } | null)?.name;
  } catch {
    return undefined;
  }
}
