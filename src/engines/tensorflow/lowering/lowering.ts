import type { GraphNode, Variable } from '../../../core/graph/graph.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';

/** What a lowering may use. One context serves one signature. */
export interface LoweringContext {
  readonly graph: GraphDefBuilder;
  /** The signature's one read of a variable: its value before any update of this call. */
  read(variable: Variable): TfTensor;
  /** A fed tensor; `name` as the caller feeds it. */
  placeholder(name: string, dtype: 'float32' | 'int32' | 'uint8', shape: readonly number[]): TfTensor;
  /**
   * Adds a node that writes the `written` variables. It runs after everything that reads their old values, and after the
   * updates of the same variables that came before it.
   */
  update(
    written: readonly Variable[],
    op: string,
    inputs: readonly TfTensor[],
    attributes: Parameters<GraphDefBuilder['add']>[2],
  ): void;
}

/** Emits TensorFlow nodes for one of our ops: tensors for its inputs in, tensors for its outputs out. */
export type Lowering<A> = (
  node: GraphNode<A>,
  inputs: readonly TfTensor[],
  context: LoweringContext,
) => readonly TfTensor[];

/** Type attribute of most float ops. */
export const floatT = { T: attr.type('float32') } as const;

/** Input number `index`; the shape rules have made sure that it is there. */
export function inputAt(inputs: readonly TfTensor[], index: number): TfTensor {
  const input = inputs[index];
  if (input === undefined) throw new RangeError(`input ${index} of ${inputs.length} is missing`);
  return input;
}

/** The runtime shape of a tensor, int32. */
export function shapeOf(graph: GraphDefBuilder, tensor: TfTensor): TfTensor {
  return graph.add('Shape', [tensor], { T: attr.type(tensor.type), out_type: attr.type('int32') }, 'int32');
}

/** `tensor` in another shape; −1 at most once. */
export function reshape(graph: GraphDefBuilder, tensor: TfTensor, shape: readonly number[]): TfTensor {
  return reshapeTo(graph, tensor, graph.ints(shape));
}

/** `tensor` in the shape that an int32 vector holds. */
export function reshapeTo(graph: GraphDefBuilder, tensor: TfTensor, shape: TfTensor): TfTensor {
  return graph.add('Reshape', [tensor, shape], { T: attr.type(tensor.type), Tshape: attr.type('int32') }, tensor.type);
}

/** Element-wise arithmetic with broadcasting. */
export function binary(graph: GraphDefBuilder, op: string, a: TfTensor, b: TfTensor): TfTensor {
  return graph.add(op, [a, b], { T: attr.type(a.type) }, a.type);
}

/** Element-wise function of floats. */
export function unary(graph: GraphDefBuilder, op: string, x: TfTensor): TfTensor {
  return graph.add(op, [x], floatT);
}

/** Sum, mean or maximum over axes. */
export function reduce(
  graph: GraphDefBuilder,
  op: 'Sum' | 'Mean' | 'Max',
  x: TfTensor,
  axes: readonly number[],
  keepDimensions: boolean,
): TfTensor {
  return graph.add(
    op,
    [x, graph.ints(axes)],
    { T: attr.type(x.type), Tidx: attr.type('int32'), keep_dims: attr.bool(keepDimensions) },
    x.type,
  );
}

/** Element-wise conversion. */
export function cast(graph: GraphDefBuilder, x: TfTensor, to: TfTensor['type']): TfTensor {
  if (x.type === to) return x;
  return graph.add('Cast', [x], { SrcT: attr.type(x.type), DstT: attr.type(to), Truncate: attr.bool(false) }, to);
}
