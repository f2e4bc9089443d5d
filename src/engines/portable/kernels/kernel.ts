import { EngineError, type TensorData } from '../../../core/engine.js';
import type { TensorType, Variable } from '../../../core/graph/graph.js';
import type { Backend } from '../backend.js';
import { byteLengthOf, type Heap, type Tensor } from '../heap.js';
import type { SimdKernels } from '../simd/simdModule.js';

/** What a kernel works with during one call of a signature. */
export interface KernelContext {
  readonly heap: Heap;
  readonly backend: Backend;
  readonly simd: SimdKernels;
  /** What the caller feeds. @throws EngineError when it is missing or of another type. */
  feed(name: string): TensorData;
  /** A variable's present tensor, still the variable's. @throws EngineError before it has a value. */
  read(variable: Variable): Tensor;
  /** A variable's tensor, to be overwritten: nobody else sees it. */
  modify(variable: Variable): Tensor;
  /** Gives a variable a tensor, which it owns from now on. */
  assign(variable: Variable, value: Tensor): void;
}

/** One use of an op. */
export interface KernelCall<A> {
  readonly attributes: A;
  /** Owned by others. */
  readonly inputs: readonly Tensor[];
  readonly context: KernelContext;
}

/** Computes an op: a tensor for each output, owned by the caller, or shared with an input. */
export type Kernel<A> = (call: KernelCall<A>, types: readonly TensorType[]) => readonly Tensor[];

/** Inputs that a kernel needs for their shape alone, or not at all: their content may be gone. */
export type ShapeOnly<A> = (attributes: A) => readonly number[];

/** Input number `index`; the shape rules have made sure that it is there. */
export function inputAt(inputs: readonly Tensor[], index: number): Tensor {
  const input = inputs[index];
  if (input === undefined) throw new RangeError(`input ${index} of ${inputs.length} is missing`);
  return input;
}

/** Size of axis `axis` of a shape that has it. */
export function axisOf(shape: readonly number[], axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new RangeError(`[${shape.join(', ')}] has no axis ${axis}`);
  return size;
}

/** A new float32 tensor, filled by a vector loop unless it is empty. */
export function filled(
  { heap }: KernelContext,
  shape: readonly number[],
  loop: (output: number, byteLength: number) => void,
): Tensor {
  const output = heap.allocate('float32', shape);
  const byteLength = byteLengthOf(output);
  if (byteLength > 0) loop(output.storage.offset, byteLength);
  return output;
}

/** @throws EngineError unless two runtime sizes agree. */
export function requireSize(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new EngineError(`${what}: expected ${expected}, got ${actual}`);
}
