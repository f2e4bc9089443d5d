import { type Engine, EngineError, type Session, type TensorData } from '../../src/core/engine.js';
import {
  BATCH,
  type GraphNode,
  nodesOf,
  type Program,
  type Signature,
  type TensorType,
  topologicalOrder,
  type Value,
  type Variable,
} from '../../src/core/graph/graph.js';
import type { OpKind } from '../../src/core/graph/ops/index.js';
import type { PlaceholderAttributes } from '../../src/core/graph/ops/source.js';
import { describeType, sameShape } from '../../src/core/graph/ops/typeRules.js';
import { kernels } from './referenceOps/index.js';
import type { Call, Kernel } from './referenceOps/kernel.js';
import { fromTensorData, sizeOf, type Tensor, toTensorData } from './referenceOps/tensor.js';

/** The oracle: runs programs slowly, in float64, each op as its definition reads. Results are rounded on the way out. */
export const referenceEngine: Engine = {
  describe: () => ({ id: 'reference', versions: {}, threads: 1, instructionSets: [] }),
  createSession: async (program) => createSession(program),
};

/** Values of a graph without updates, in float64. `variables` by name. */
export function evaluate(
  values: readonly Value[],
  feeds: Readonly<Record<string, Tensor>>,
  variables: Readonly<Record<string, Tensor>> = {},
): Tensor[] {
  const call: Call = {
    feeds,
    read: (variable) => readFrom(new Map(Object.entries(variables)), variable),
    write: (variable) => {
      throw new EngineError(`${variable.name} cannot be written here`);
    },
  };
  const known = compute(topologicalOrder(values.map(({ node }) => node)), call);
  return values.map((value) => known.get(value) as Tensor);
}

function createSession(program: Program): Session {
  const state = new Map<string, Tensor>();
  const declared = new Map(program.variables.map((variable) => [variable.name, variable]));
  if (declared.size < program.variables.length) throw new EngineError('two variables have one name');
  const signatures = new Map(program.signatures.map((signature) => [signature.name, signature]));

  const run = (signature: Signature, feeds: Readonly<Record<string, Tensor>>): Record<string, TensorData> => {
    const call: Call = {
      feeds,
      read: (variable) => readFrom(state, variable),
      write: (variable, value) => {
        if (declared.get(variable.name) !== variable) throw new EngineError(`${variable.name} is not of this program`);
        state.set(variable.name, value);
      },
    };
    const nodes = nodesOf(signature);
    const known = compute(
      nodes.filter((node) => !node.op.updates),
      call,
    );
    for (const node of signature.updates) computeNode(node, known, call);
    return Object.fromEntries(
      Object.entries(signature.outputs).map(([name, value]) => [name, toTensorData(known.get(value) as Tensor)]),
    );
  };

  return {
    run: async (name, feeds) => {
      const signature = signatures.get(name);
      if (signature === undefined) throw new EngineError(`the program has no signature '${name}'`);
      const tensors = Object.entries(feeds).map(([key, data]) => [key, fromTensorData(data)] as const);
      return run(signature, Object.fromEntries(tensors));
    },
    dispose: () => state.clear(),
  };
}

function readFrom(state: ReadonlyMap<string, Tensor>, variable: Variable): Tensor {
  const value = state.get(variable.name);
  if (value === undefined) throw new EngineError(`${variable.name} is read before it has a value`);
  return value;
}

function compute(nodes: readonly GraphNode[], call: Call): Map<Value, Tensor> {
  const known = new Map<Value, Tensor>();
  for (const node of nodes) {
    const results = computeNode(node, known, call);
    node.outputs.forEach((output, index) => {
      known.set(output, checkType(node, output, results[index] as Tensor));
    });
  }
  return known;
}

function computeNode(node: GraphNode, known: ReadonlyMap<Value, Tensor>, call: Call): readonly Tensor[] {
  const kernel = kernels[node.op.kind as OpKind] as Kernel<never>;
  return kernel(
    node.inputs.map((input) => known.get(input) as Tensor),
    node.attributes as never,
    call,
  );
}

/** Holds what came out against what the op's shape rule promised; `BATCH` stands for any size. */
function checkType(node: GraphNode, promised: TensorType, tensor: Tensor): Tensor {
  const shape = tensor.shape.map((size, axis) => (promised.shape[axis] === BATCH ? BATCH : size));
  const complete = tensor.data.length === sizeOf(tensor.shape);
  if (complete && tensor.dtype === promised.dtype && sameShape(shape, promised.shape)) return tensor;
  const name = (node.attributes as Partial<PlaceholderAttributes>).name ?? '';
  throw new EngineError(`${node.op.kind} ${name} should be ${describeType(promised)}, got ${describeType(tensor)}`);
}
