import { readFile } from 'node:fs/promises';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import createModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js';
import { type DataId, getKernel, getKernelsForBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../../core/engine.js';
import { instantiateSimd, type SimdKernels } from './simd/simdModule.js';
import { findWasmFile } from './wasmFile.js';

/** The part of TensorFlow.js's compiled module that is used directly. */
export interface WasmModule {
  readonly HEAPU8: Uint8Array;
  _malloc(byteLength: number): number;
  _free(offset: number): void;
  cwrap(name: string, result: 'number' | null, parameters: readonly 'number'[]): (...values: number[]) => number;
  tfjs: Record<
    'init' | 'initWithThreadsCount' | 'getThreadsCount' | 'registerTensor' | 'disposeData' | 'dispose',
    (...values: number[]) => number
  >;
}

interface ModuleOptions {
  instantiateWasm(imports: object, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void): object;
}

/** One WebAssembly instance: TensorFlow.js's kernels, and ours on the same memory. */
export interface Backend {
  readonly module: WasmModule;
  readonly tfjs: BackendWasm;
  readonly simd: SimdKernels;
  /** Runs a TensorFlow.js kernel; the caller owns the result. */
  run(kernel: string, inputs: Readonly<Record<string, TensorInfo>>, attributes: object): TensorInfo;
  /** Where a tensor lies in the memory, in bytes. */
  offsetOf(dataId: DataId): number;
}

/**
 * Vector kernels work on whole vectors of four numbers: they may read and write up to 12 bytes past the end of a tensor,
 * which belong to nobody.
 */
const PADDING_BYTES = 16;

let shared: Promise<Backend> | undefined;

/**
 * The process's one instance: TensorFlow.js's kernels know a single backend.
 * @throws EngineError when the file is missing or this processor has no SIMD.
 */
export function loadBackend(): Promise<Backend> {
  shared ??= instantiate();
  return shared;
}

async function instantiate(): Promise<Backend> {
  const binary = await readFile(findWasmFile());
  let memory: WebAssembly.Memory | undefined;
  const listeners = errorListeners();
  const factory = createModule as unknown as (options: ModuleOptions) => Promise<WasmModule>;
  const module = await factory({
    instantiateWasm: (imports, done) => {
      const compiled = new WebAssembly.Module(binary);
      const instance = new WebAssembly.Instance(compiled, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance, compiled);
      return instance.exports;
    },
  }).catch((error: unknown) => {
    throw new EngineError(`WebAssembly cannot be used here: ${String(error)}`, { cause: error });
  });
  // The module's own handlers would end the process with a screen of minified code.
  for (const { event, listener } of errorListeners())
    if (!listeners.some((known) => known.listener === listener)) process.off(event, listener);
  if (memory === undefined) throw new EngineError('TensorFlow.js gives no access to its WebAssembly memory.');
  // The module replaces its entry points by the compiled ones at their first call.
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (byteLength) => allocate(byteLength + PADDING_BYTES);
  module.tfjs = bridge(module);
  const tfjs = new BackendWasm(module as never);
  for (const { setupFunc } of getKernelsForBackend('wasm')) setupFunc?.(tfjs);
  return {
    module,
    tfjs,
    simd: instantiateSimd(memory),
    run: (name, inputs, attributes) => {
      const kernel = getKernel(name, 'wasm');
      return kernel.kernelFunc({ inputs, backend: tfjs, attrs: attributes as never }) as TensorInfo;
    },
    offsetOf: (dataId) => tfjs.getMemoryOffset(dataId) >>> 0,
  };
}

function errorListeners() {
  return ['uncaughtException', 'unhandledRejection'].flatMap((event) =>
    process.listeners(event as NodeJS.Signals).map((listener) => ({ event, listener })),
  );
}

/** The entry points that `BackendWasm` expects of its module. */
function bridge(module: WasmModule): WasmModule['tfjs'] {
  return {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
}
