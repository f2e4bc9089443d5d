import { GraphError, type GraphNode, nodesOf, type Signature, type Value } from '../../core/graph/graph.js';
import type { AttributesOf, OpKind } from '../../core/graph/ops/index.js';
import type { PlaceholderAttributes } from '../../core/graph/ops/source.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import { OnnxGraph, type OnnxValue } from './onnxGraph.js';
import { onnxLowerings } from './onnxLowerings.js';
import type { OnnxNode } from './onnxProto.js';
import { elementTypes, type OnnxPort } from './onnxProto.js';
import { OnnxWeights } from './onnxWeights.js';

/** What a lowering may use. */
export interface OnnxContext {
  readonly graph: OnnxGraph;
  readonly weights: OnnxWeights;
  /** The tensor of a value that the graph computes. */
  tensorOf(value: Value): OnnxValue;
  /**
   * The node that computed a value, if nothing else reads it and it takes a bias as its third input: then the bias belongs
   * there.
   */
  biasless(value: Value): OnnxNode | undefined;
}

/** Emits ONNX nodes for one of our ops; only those that a model needs to predict have one. */
export type OnnxLowering<A> = (node: GraphNode<A>, context: OnnxContext) => OnnxValue;

export type OnnxLowerings = { readonly [K in OpKind]?: OnnxLowering<AttributesOf<K>> };

/** A signature as an ONNX graph. */
export interface LoweredOnnx {
  readonly graph: OnnxGraph;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** Turns a signature into an ONNX graph with the values of its variables in it. @throws GraphError for a training op. */
export function lowerOnnx(signature: Signature, values: VariableValues): LoweredOnnx {
  const graph = new OnnxGraph();
  const tensors = new Map<Value, OnnxValue>();
  const readers = new Map<Value, number>();
  const inputs: OnnxPort[] = [];
  const nodes = nodesOf(signature);
  for (const value of [...nodes.flatMap((node) => node.inputs), ...Object.values(signature.outputs)])
    readers.set(value, (readers.get(value) ?? 0) + 1);
  const tensorOf = (value: Value): OnnxValue => {
    const tensor = tensors.get(value);
    if (tensor === undefined) throw new GraphError(`${value.node.op.kind} is no tensor of the ONNX graph`);
    return tensor;
  };
  const context: OnnxContext = {
    graph,
    weights: new OnnxWeights(graph, values),
    tensorOf,
    biasless: (value) => {
      const name = tensors.get(value)?.name;
      const node = graph.nodes.findLast(({ output }) => output[0] === name);
      const takesBias =
        node !== undefined && (node.opType === 'Conv' || node.opType === 'Gemm') && node.input.length === 2;
      return takesBias && readers.get(value) === 1 ? node : undefined;
    },
  };
  for (const node of nodes) {
    const [output] = node.outputs;
    const kind = node.op.kind as OpKind;
    if (output === undefined || kind === 'variable' || kind === 'constant') continue;
    if (kind === 'placeholder') {
      const { name, dtype, shape } = node.attributes as PlaceholderAttributes;
      inputs.push({ name, elementType: elementTypes[dtype], shape });
      tensors.set(output, { name, layout: 'channelsLast' });
      continue;
    }
    const lowering = (onnxLowerings as Record<string, OnnxLowering<unknown> | undefined>)[kind];
    if (lowering === undefined) throw new GraphError(`ONNX has no lowering for ${kind}`);
    tensors.set(output, lowering(node, context));
  }
  const outputs = Object.entries(signature.outputs).map(([name, value]): OnnxPort => {
    const last = value.shape.length === 4 ? graph.inLayout(tensorOf(value), 'channelsLast') : tensorOf(value);
    graph.nodes.push({ opType: 'Identity', input: [last.name], output: [name], attributes: {} });
    return { name, elementType: elementTypes[value.dtype], shape: value.shape };
  });
  return { graph, inputs, outputs };
}
