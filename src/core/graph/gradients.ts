import { GraphError, type GraphNode, topologicalOrder, type Value } from './graph.js';
import { add } from './ops/elementwise.js';
import { constant } from './ops/source.js';
import { describeType, sameShape } from './ops/typeRules.js';

/**
 * Gradient of a float32 scalar with respect to each value, as new values of the same graph: reverse-mode
 * differentiation, each op by its own rule, contributions to one value added up.
 * @throws GraphError when the loss is no float32 scalar, or when nothing differentiable leads from a value to it.
 */
export function gradients(loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.dtype !== 'float32' || loss.shape.length > 0) {
    throw new GraphError(`gradients: the loss must be a float32 scalar, got ${describeType(loss)}`);
  }
  const order = topologicalOrder([loss.node]);
  const relevant = nodesAfter(order, wrt);
  const found = new Map<Value, Value>([[loss, constant({ dtype: 'float32', shape: [], data: [1] })]]);
  for (const node of order.toReversed()) {
    if (!relevant.has(node) || node.op.gradient === undefined) continue;
    const outputGradients = node.outputs.map((output) => found.get(output));
    if (outputGradients.every((gradient) => gradient === undefined)) continue;
    const inputGradients = node.op.gradient(node, outputGradients);
    if (inputGradients.length !== node.inputs.length) {
      throw new GraphError(`${node.op.kind}: ${inputGradients.length} gradients for ${node.inputs.length} inputs`);
    }
    node.inputs.forEach((input, index) => {
      const gradient = inputGradients[index];
      if (gradient === undefined || input.dtype !== 'float32') return;
      if (gradient.dtype !== 'float32' || !sameShape(gradient.shape, input.shape)) {
        throw new GraphError(
          `${node.op.kind}: gradient of input ${index} is ${describeType(gradient)}, not ${describeType(input)}`,
        );
      }
      const before = found.get(input);
      found.set(input, before === undefined ? gradient : add(before, gradient));
    });
  }
  return wrt.map((value) => {
    const gradient = found.get(value);
    if (gradient === undefined) throw new GraphError(`gradients: the loss does not depend on ${nameOf(value)}`);
    return gradient;
  });
}

/** The nodes through which a change of the values is felt, in an order where each node comes after its inputs. */
function nodesAfter(order: readonly GraphNode[], values: readonly Value[]): Set<GraphNode> {
  const wanted = new Set(values);
  const after = new Set<GraphNode>();
  for (const node of order) {
    if (node.inputs.some((input) => wanted.has(input) || after.has(input.node))) after.add(node);
  }
  return after;
}

function nameOf(value: Value): string {
  const { op, attributes } = value.node;
  const named = attributes as { readonly name?: string; readonly variable?: { readonly name: string } };
  const name = named.variable?.name ?? named.name;
  const type = describeType(value);
  return name === undefined ? `output ${value.index} of a ${op.kind} node, ${type}` : `${op.kind} '${name}', ${type}`;
}
