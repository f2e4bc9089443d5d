/**
 * The intermediate representation that every engine runs: an immutable, directed acyclic graph of typed nodes.
 *
 * There is no graph object: a node holds its inputs, so a set of output values IS the graph. A `Program` names the
 * variables and the signatures (entry points) that an engine turns into something it can run.
 */

export type DType = 'float32' | 'int32' | 'uint8';

/** The unknown batch dimension in a `Shape`; only ever the first one. */
export const BATCH = -1;

/** Dimensions of a tensor, row-major; `BATCH` stands for the batch dimension. A scalar is `[]`. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Output number `index` of a node. */
export interface Value extends TensorType {
  readonly node: GraphNode;
  readonly index: number;
}

export interface GraphNode<A = unknown> {
  readonly op: OpDefinition<A>;
  readonly inputs: readonly Value[];
  readonly attributes: A;
  readonly outputs: readonly Value[];
}

/** What a variable is for; decides what is initialized, saved with the model, or saved only for resuming. */
export type VariableRole = 'weight' | 'statistic' | 'slot' | 'data';

/** State that outlives a call. Names are unique in a program. */
export interface Variable extends TensorType {
  readonly name: string;
  readonly role: VariableRole;
}

/** One kind of node: its shape rule, and its gradient rule unless nothing can be learned through it. */
export interface OpDefinition<A> {
  readonly kind: string;
  /** Types of the outputs. Throws `GraphError` on inputs that do not fit: a bug in the caller, never a user's mistake. */
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /**
   * Gradient of each input, given the gradient of each output (undefined: that output did not matter).
   * Undefined for an input through which nothing flows (labels, indices, seeds).
   */
  gradient?(node: GraphNode<A>, outputGradients: readonly (Value | undefined)[]): readonly (Value | undefined)[];
  /** True for a node that writes a variable: it has no outputs and belongs in `Signature.updates`. */
  readonly updates?: true;
}

/**
 * An entry point. All reads of variables see the values from before the call; then the updates happen in their order.
 * Its placeholders are those reachable from outputs and updates.
 */
export interface Signature {
  readonly name: string;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly updates: readonly GraphNode[];
}

export interface Program {
  readonly variables: readonly Variable[];
  readonly signatures: readonly Signature[];
}

/** A graph was put together wrongly: a bug in a layer or an op, with what was expected and what came. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/** Applies an op and returns its node. */
export function applyOp<A>(op: OpDefinition<A>, inputs: readonly Value[], attributes: A): GraphNode<A> {
  const types = op.infer(inputs, attributes);
  const outputs: Value[] = [];
  const node: GraphNode<A> = { op, inputs, attributes, outputs };
  types.forEach((type, index) => {
    outputs.push({ node: node as GraphNode, index, dtype: type.dtype, shape: type.shape });
  });
  return node;
}

/** The first output of a node; for the many ops that have just one. */
export function outputOf(node: GraphNode<never> | GraphNode): Value {
  const value = node.outputs[0];
  if (value === undefined) throw new GraphError(`${node.op.kind} has no output`);
  return value;
}

/** Every node that the roots need, each after its inputs. Iterative: a graph may be thousands of nodes deep. */
export function topologicalOrder(roots: readonly GraphNode[]): GraphNode[] {
  const order: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  const stack: { node: GraphNode; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: GraphNode; next: number };
      const input = top.node.inputs[top.next];
      if (input === undefined) {
        order.push(top.node);
        stack.pop();
      } else {
        top.next += 1;
        if (!seen.has(input.node)) {
          seen.add(input.node);
          stack.push({ node: input.node, next: 0 });
        }
      }
    }
  }
  return order;
}

/** The nodes that a signature needs, each after its inputs. */
export function nodesOf(signature: Signature): GraphNode[] {
  return topologicalOrder([...Object.values(signature.outputs).map((value) => value.node), ...signature.updates]);
}
