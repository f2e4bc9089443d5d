import { join } from 'node:path';
import type { EnginePins } from './pins.js';

/** Places below the user's cache that the TensorFlow engine uses; none need exist. */
export interface EngineFolders {
  /** Holds everything below. */
  readonly root: string;
  /** Finished installations, the preferred one first; each appears whole or not at all. */
  readonly finished: readonly string[];
  /** Where an installation is put together; kept when it breaks off, so that the next one goes on from there. */
  readonly partial: string;
  /** Downloads that are kept until the installation has succeeded. */
  readonly downloads: string;
  readonly lock: string;
}

/** `cache` is the user's cache folder. */
export function engineFolders(cache: string, pins: EnginePins): EngineFolders {
  const root = join(cache, 'engines');
  const versions = [pins.wheel?.version, pins.publishedTensorFlow].filter((version) => version !== undefined);
  const machine = `${pins.platform}-${pins.architecture}-napi${pins.napi}`;
  return {
    root,
    finished: versions.map((version) => finishedFolder(cache, pins, version)),
    partial: join(root, `.partial-tensorflow-${pins.tfjsNode}-${machine}`),
    downloads: join(root, '.downloads-tensorflow'),
    lock: join(root, '.lock-tensorflow'),
  };
}

/** The folder of a finished installation with a certain TensorFlow. */
export function finishedFolder(cache: string, pins: EnginePins, tensorFlow: string): string {
  const machine = `${pins.platform}-${pins.architecture}-napi${pins.napi}`;
  return join(cache, 'engines', `tensorflow-${pins.tfjsNode}-${tensorFlow}-${machine}`);
}

/** tfjs-node inside a finished or partial installation. */
export function packageFolder(installation: string): string {
  return join(installation, 'node_modules', '@tensorflow', 'tfjs-node');
}

/** The compiled addon inside tfjs-node's folder. */
export function bindingFile(tfjsNodeFolder: string, napi: number): string {
  return join(tfjsNodeFolder, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
}
