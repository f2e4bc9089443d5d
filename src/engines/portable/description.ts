import type { EngineDescription } from '../../core/engine.js';

/** What a run records of this engine. WebAssembly computes alike on every machine: 128-bit vectors, one thread. */
export const portableDescription: EngineDescription = {
  id: 'portable',
  versions: { 'tfjs-backend-wasm': '4.22.0' },
  threads: 1,
  instructionSets: ['WebAssembly SIMD'],
};
