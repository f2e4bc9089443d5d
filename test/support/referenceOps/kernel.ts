import type { Variable } from '../../../src/core/graph/graph.js';
import type { Tensor } from './tensor.js';

/** What a call of the reference engine works on. */
export interface Call {
  readonly feeds: Readonly<Record<string, Tensor>>;
  read(variable: Variable): Tensor;
  write(variable: Variable, value: Tensor): void;
}

/** Computes one node: its outputs, none for an update. */
export type Kernel<A> = (inputs: readonly Tensor[], attributes: A, call: Call) => readonly Tensor[];

/** The inputs as a tuple: their number was checked when the node was made. */
export function take(inputs: readonly Tensor[]): [Tensor, Tensor, Tensor, Tensor, Tensor] {
  return inputs as unknown as [Tensor, Tensor, Tensor, Tensor, Tensor];
}
