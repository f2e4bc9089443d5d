import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineError } from '../../core/engine.js';

const fileName = 'tfjs-backend-wasm-simd.wasm';

/**
 * Absolute path of TensorFlow.js's compiled kernels: beside the bundle, where the build has copied them, or in the
 * installed package when the sources run unbundled.
 * @throws EngineError when the file is nowhere.
 */
export function findWasmFile(start: string = __dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidates = [
      join(folder, fileName),
      join(folder, 'node_modules', '@tensorflow', 'tfjs-backend-wasm', 'wasm-out', fileName),
    ];
    const found = candidates.find((candidate) => existsSync(candidate));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) break;
  }
  throw new EngineError(`${fileName} is missing beside ${start}\nThe installation is incomplete: install it again.`);
}
