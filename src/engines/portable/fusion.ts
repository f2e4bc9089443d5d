import type { GraphNode, Signature, Value } from '../../core/graph/graph.js';
import type { ActivationAttributes } from '../../core/graph/ops/activation.js';
import type { ConvolutionAttributes } from '../../core/graph/ops/convolution.js';
import type { ScaleAttributes } from '../../core/graph/ops/elementwise.js';
import type { OpKind } from '../../core/graph/ops/index.js';
import type { MatMulAttributes } from '../../core/graph/ops/linear.js';
import type { ApplyAdamAttributes } from '../../core/graph/ops/optimizerUpdate.js';
import type { DecayWeightsAttributes } from '../../core/graph/ops/update.js';
import { biasedConvolution, biasedProduct, decayedAdam, fusedActivation, gatheredImages } from './kernels/fused.js';
import { kernels, shapeOnlyInputs } from './kernels/index.js';
import type { Kernel, ShapeOnly } from './kernels/kernel.js';

/** What one step computes: a node, or a chain of nodes in one pass. */
export interface Work {
  /** For profiles: `matMul`, `conv2d+biasAdd+relu`. */
  readonly name: string;
  readonly kernel: Kernel<never>;
  readonly attributes: unknown;
  readonly inputs: readonly Value[];
  /** Inputs whose content is read. */
  readonly reads: readonly Value[];
  readonly outputs: readonly Value[];
  /** Values inside the chain, which nobody reads; they have the shape of the first output. */
  readonly hidden: readonly Value[];
}

/** Steps for nodes in an order in which each comes after its inputs; the last node of a chain gives the place. */
export function fuse(signature: Signature, order: readonly GraphNode[]): Work[] {
  const users = new Users(signature, order);
  const absorbed = new Set<GraphNode>();
  const work = new Map<GraphNode, Work>();
  order.forEach((node, position) => {
    const fused =
      fuseBias(node, position, users) ??
      fuseActivation(node, position, users, work) ??
      fuseImages(node, position, users) ??
      fuseDecay(node, position, order);
    if (fused === undefined) work.set(node, single(node));
    else {
      for (const part of fused.parts) absorbed.add(part);
      work.set(node, fused.work);
    }
  });
  return order.flatMap((node) => (absorbed.has(node) ? [] : (work.get(node) ?? [])));
}

interface Fused {
  readonly parts: readonly GraphNode[];
  readonly work: Work;
}

function single(node: GraphNode): Work {
  const kind = node.op.kind as OpKind;
  return {
    name: kind,
    kernel: kernels[kind] as Kernel<never>,
    attributes: node.attributes,
    inputs: node.inputs,
    reads: readInputs(node),
    outputs: node.outputs,
    hidden: [],
  };
}

function readInputs({ op, attributes, inputs }: GraphNode): Value[] {
  const unread = (shapeOnlyInputs[op.kind as OpKind] as ShapeOnly<unknown> | undefined)?.(attributes) ?? [];
  return inputs.filter((_, index) => !unread.includes(index));
}

function fuseBias(node: GraphNode, position: number, users: Users): Fused | undefined {
  const [x, bias] = node.inputs;
  if (node.op.kind !== 'biasAdd' || x === undefined || bias === undefined) return undefined;
  const { kind } = x.node.op;
  if ((kind !== 'conv2d' && kind !== 'matMul') || !users.isHidden(x, position)) return undefined;
  const kernel =
    kind === 'conv2d'
      ? biasedConvolution(x.node.attributes as ConvolutionAttributes, 'linear')
      : biasedProduct(x.node.attributes as MatMulAttributes);
  return { parts: [x.node], work: chain(`${kind}+biasAdd`, kernel, [...x.node.inputs, bias], node.outputs, [x]) };
}

function fuseActivation(
  node: GraphNode,
  position: number,
  users: Users,
  work: ReadonlyMap<GraphNode, Work>,
): Fused | undefined {
  const [x] = node.inputs;
  if (node.op.kind !== 'activation' || x === undefined) return undefined;
  const activation = fusedActivation(node.attributes as ActivationAttributes);
  const before = work.get(x.node);
  if (activation === undefined || before?.name !== 'conv2d+biasAdd' || !users.isHidden(x, position)) return undefined;
  const [convolved] = before.hidden;
  if (convolved === undefined || !users.isHidden(convolved, position)) return undefined;
  const kernel = biasedConvolution(convolved.node.attributes as ConvolutionAttributes, activation);
  const hidden = [convolved, x];
  return {
    parts: [x.node],
    work: chain(`conv2d+biasAdd+${activation}`, kernel, before.inputs, node.outputs, hidden),
  };
}

/** Bytes of chosen images, as numbers, brought to a range. */
function fuseImages(node: GraphNode, position: number, users: Users): Fused | undefined {
  const [numbers] = node.inputs;
  const [bytes] = numbers?.node.inputs ?? [];
  if (node.op.kind !== 'scale' || numbers?.node.op.kind !== 'cast' || bytes?.node.op.kind !== 'gather')
    return undefined;
  const hidden = [bytes, numbers];
  if (bytes.dtype !== 'uint8' || !hidden.every((value) => users.isHidden(value, position))) return undefined;
  const kernel = gatheredImages(node.attributes as ScaleAttributes);
  const parts = [bytes.node, numbers.node];
  return { parts, work: chain('gather+cast+scale', kernel, bytes.node.inputs, node.outputs, hidden) };
}

/** Weight decay that comes right before the Adam step of the same variable at the same learning rate. */
function fuseDecay(node: GraphNode, position: number, order: readonly GraphNode[]): Fused | undefined {
  const before = order[position - 1];
  if (node.op.kind !== 'applyAdam' || before?.op.kind !== 'decayWeights') return undefined;
  const attributes = node.attributes as ApplyAdamAttributes;
  const { variable, rate } = before.attributes as DecayWeightsAttributes;
  if (variable !== attributes.variable || before.inputs[0] !== node.inputs[1]) return undefined;
  const kernel = decayedAdam(attributes, rate);
  return { parts: [before], work: chain('decayWeights+applyAdam', kernel, node.inputs, node.outputs, []) };
}

function chain(
  name: string,
  kernel: Kernel<unknown>,
  inputs: readonly Value[],
  outputs: readonly Value[],
  hidden: readonly Value[],
): Work {
  return { name, kernel, attributes: undefined, inputs, reads: inputs, outputs, hidden };
}

/** Who uses a value, and when. */
class Users {
  readonly #readers = new Map<Value, number>();
  readonly #positions = new Map<Value, number[]>();

  constructor(signature: Signature, order: readonly GraphNode[]) {
    order.forEach((node, position) => {
      for (const value of readInputs(node)) this.#readers.set(value, (this.#readers.get(value) ?? 0) + 1);
      for (const value of node.inputs) {
        const known = this.#positions.get(value);
        if (known === undefined) this.#positions.set(value, [position]);
        else known.push(position);
      }
    });
    for (const value of Object.values(signature.outputs)) this.#readers.set(value, Number.POSITIVE_INFINITY);
  }

  /**
   * Whether a chain that ends at `position` is the only reader of a value, and no other node asks for its shape before
   * that.
   */
  isHidden(value: Value, position: number): boolean {
    if (this.#readers.get(value) !== 1) return false;
    // The first to use it is the next node of the chain.
    const [, ...others] = this.#positions.get(value) ?? [];
    return others.every((other) => other > position);
  }
}
