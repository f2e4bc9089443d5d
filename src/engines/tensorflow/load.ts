import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as util from 'node:util';
import { EngineError } from '../../core/engine.js';
import { findTensorFlow, type TensorFlowLocation } from './findTensorFlow.js';
import type { TfjsNode } from './tfjsNode.js';

/**
 * Loads the native TensorFlow into THIS process (about 0.7 s and 370 MB): only the trainer's child process calls it.
 * Later calls return the same module.
 * @throws EngineError when nothing is installed or the library does not load; the message says what to do.
 */
export function loadTensorFlow(location: TensorFlowLocation | undefined = findTensorFlow()): TfjsNode {
  if (location === undefined) {
    throw new EngineError(
      'the TensorFlow engine is not installed\nInstall it once, into your user cache: bakeoff engine install',
    );
  }
  // Read when the library is loaded: 2 leaves warnings out, errors stay. Set it to 0 to see everything.
  if (process.env.BAKEOFF_DEBUG !== '1') process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    // A require of its own with an absolute path: the bundler must not look for the package.
    const load = createRequire(join(location.packageFolder, 'package.json'));
    defineRemovedFunctions(load('node:util'));
    return load(location.packageFolder) as TfjsNode;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new EngineError(
      `TensorFlow in ${location.packageFolder} cannot be loaded: ${message}\nInstall it anew: bakeoff engine install --force`,
      { cause: error },
    );
  }
}

/** tfjs-node 4.22 calls two functions of node:util that Node 23 removed. */
function defineRemovedFunctions(target: typeof util & Record<string, unknown>): void {
  target.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  target.isArray ??= Array.isArray;
}
