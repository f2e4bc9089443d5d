/** The part of `@tensorflow/tfjs-node` that this project uses; the package is no dependency, so it has no types here. */
export interface TfjsNode {
  readonly version: { readonly 'tfjs-node': string; readonly 'tfjs-core': string };
  readonly node: {
    /**
     * Loads one signature of a SavedModel. Signatures of the same path and tags share one session, and so its variables,
     * until the last of them is disposed.
     */
    loadSavedModel(path: string, tags?: string[], signature?: string): Promise<SavedModel>;
  };
  /** Numbers are copied only when the tensor is first used. `shape` must fit the number of values. */
  tensor(values: Float32Array | Int32Array, shape: number[], dtype: 'float32' | 'int32'): Tensor;
  /** Tensors that are alive, for finding leaks. */
  memory(): { readonly numTensors: number; readonly numBytes: number };
  backend(): { readonly binding: TfjsBinding };
  getBackend(): string;
  /** Runs `work` and disposes every tensor that it made and does not return. */
  tidy<T>(work: () => T): T;
}

/** A tensor in native memory; whoever gets one disposes it. */
export interface Tensor {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string';
  /** A bool tensor gives a Uint8Array; so does a native uint8 tensor, whose `dtype` says int32 all the same. */
  dataSync(): Float32Array | Int32Array | Uint8Array;
  dispose(): void;
}

/** One signature of a loaded SavedModel. */
export interface SavedModel {
  /**
   * Runs the signature synchronously and returns a tensor for each of its outputs, by name. The names in `inputs` must be
   * exactly the signature's; a signature without inputs takes `{}`.
   */
  predict(inputs: Record<string, Tensor>): Record<string, Tensor>;
  dispose(): void;
}

/** The native addon. */
export interface TfjsBinding {
  /** Version of the native library, for example `2.21.0`. */
  readonly TF_Version: string;
}
