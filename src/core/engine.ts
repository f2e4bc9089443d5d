import type { DType, Program } from './graph/graph.js';

/** A tensor's content outside an engine: row-major, the array type follows from the dtype. */
export interface TensorData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** What ran a training: recorded with the run, because bits may differ between engines, versions and thread counts. */
export interface EngineDescription {
  /** `tensorflow` or `portable`. */
  readonly id: string;
  /** Names and versions of what computes, for example `{ tensorflow: '2.21.0', 'tfjs-node': '4.22.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  /** SIMD instruction sets in use, as far as known. */
  readonly instructionSets: readonly string[];
  /** For people: why it was not the engine that would have been first choice. */
  readonly note?: string;
}

/** A program made ready to run, with its variables' state. Calls must not overlap. */
export interface Session {
  /**
   * Runs one signature. `feeds` holds a tensor for each placeholder of the signature, by name.
   * @throws EngineError when the engine refuses (out of memory, a shape that does not fit).
   */
  run(signature: string, feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>>;
  dispose(): void;
}

/** Runs programs. An engine implements ops, never layers. */
export interface Engine {
  describe(): EngineDescription;
  createSession(program: Program): Promise<Session>;
}

/** An engine could not be loaded or could not run something; the message says what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
