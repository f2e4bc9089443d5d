import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../../core/engine.js';
import type { DType, Shape } from '../../core/graph/graph.js';
import type { Backend } from './backend.js';

/** A piece of WebAssembly memory, freed when nobody owns it any more. */
interface Storage {
  readonly dataId: DataId;
  /** In bytes from the start of the memory. */
  readonly offset: number;
  owners: number;
}

/** Numbers in WebAssembly memory, row-major. Several tensors may share one storage. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly storage: Storage;
}

/** TensorFlow.js has no uint8; its bool is a byte. */
const tfjsTypes = { float32: 'float32', int32: 'int32', uint8: 'bool' } as const;

/** TensorFlow.js counts its own identities from 1. */
let nextIdentity = 2 ** 31;

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/**
 * The tensors of a session. Views of their content hold only until the next allocation: when the memory grows, they lose
 * it. So take them when they are needed, after all outputs have been allocated.
 */
export class Heap {
  readonly #backend: Backend;
  readonly #live = new Set<Storage>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Storages in use. */
  get count(): number {
    return this.#live.size;
  }

  /** Size of the memory of the whole WebAssembly instance; it never shrinks. */
  get memoryBytes(): number {
    return this.#backend.module.HEAPU8.byteLength;
  }

  /** A tensor of unknown content, owned once. @throws EngineError when the memory is full. */
  allocate(dtype: DType, shape: Shape): Tensor {
    return this.adopt(this.#backend.tfjs.makeOutput([...shape], tfjsTypes[dtype]), shape, dtype);
  }

  /** Takes over what a TensorFlow.js kernel returned. @throws EngineError when the memory was full. */
  adopt({ dataId }: TensorInfo, shape: Shape, dtype: DType = 'float32'): Tensor {
    const storage = { dataId, offset: this.#backend.offsetOf(dataId), owners: 1 };
    if (storage.offset === 0) {
      throw new EngineError(
        'The portable engine has no more than 4 GB of memory, and this model needs more.\n' +
          'Use smaller batches or a smaller model, or the TensorFlow engine: bakeoff engine install',
      );
    }
    this.#live.add(storage);
    return { dtype, shape, storage };
  }

  /** The same content in another shape; one more owner of the storage. */
  share(tensor: Tensor, shape: Shape = tensor.shape): Tensor {
    tensor.storage.owners += 1;
    return { dtype: tensor.dtype, shape, storage: tensor.storage };
  }

  /** Gives up one ownership. */
  release({ storage }: Tensor): void {
    storage.owners -= 1;
    if (storage.owners > 0) return;
    this.#live.delete(storage);
    this.#backend.tfjs.disposeData(storage.dataId);
  }

  /** Frees everything but these tensors, each of which then owns its storage once: after a call that broke off. */
  keepOnly(tensors: Iterable<Tensor>): void {
    const kept = new Map<Storage, number>();
    for (const { storage } of tensors) kept.set(storage, (kept.get(storage) ?? 0) + 1);
    for (const storage of [...this.#live]) {
      storage.owners = kept.get(storage) ?? 0;
      if (storage.owners > 0) continue;
      this.#live.delete(storage);
      this.#backend.tfjs.disposeData(storage.dataId);
    }
  }

  /**
   * The tensor under a new identity, for one whose content was overwritten: TensorFlow.js's kernels keep what they have
   * prepared from a filter for as long as its identity lives.
   */
  renew(tensor: Tensor): void {
    const { tfjs, module } = this.#backend;
    const data = tfjs.dataIdMap.get(tensor.storage.dataId) as { id: number };
    module.tfjs.disposeData(data.id);
    data.id = nextIdentity;
    nextIdentity += 1;
    module.tfjs.registerTensor(data.id, sizeOf(tensor.shape), tensor.storage.offset);
  }

  copy(tensor: Tensor): Tensor {
    const copy = this.allocate(tensor.dtype, tensor.shape);
    const from = tensor.storage.offset;
    this.#backend.module.HEAPU8.copyWithin(copy.storage.offset, from, from + byteLengthOf(tensor));
    return copy;
  }

  /** For a TensorFlow.js kernel. */
  info(tensor: Tensor, shape: Shape = tensor.shape): TensorInfo {
    return { dataId: tensor.storage.dataId, shape: [...shape], dtype: tfjsTypes[tensor.dtype] };
  }

  floats({ storage, shape }: Tensor): Float32Array {
    return new Float32Array(this.#backend.module.HEAPU8.buffer, storage.offset, sizeOf(shape));
  }

  integers({ storage, shape }: Tensor): Int32Array {
    return new Int32Array(this.#backend.module.HEAPU8.buffer, storage.offset, sizeOf(shape));
  }

  bytes(tensor: Tensor): Uint8Array {
    return new Uint8Array(this.#backend.module.HEAPU8.buffer, tensor.storage.offset, byteLengthOf(tensor));
  }

  /** The elements in the array type of the dtype. */
  elements(tensor: Tensor): Float32Array | Int32Array | Uint8Array {
    if (tensor.dtype === 'float32') return this.floats(tensor);
    return tensor.dtype === 'int32' ? this.integers(tensor) : this.bytes(tensor);
  }
}

/** Bytes that the elements take up. */
export function byteLengthOf({ dtype, shape }: Tensor): number {
  return sizeOf(shape) * (dtype === 'uint8' ? 1 : 4);
}
