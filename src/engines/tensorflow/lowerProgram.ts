import {
  type DType,
  GraphError,
  nodesOf,
  type Program,
  type Signature,
  type Value,
  type Variable,
} from '../../core/graph/graph.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import { type Attributes, attr, GraphDefBuilder, shapeProto, type TfTensor } from './graphDef.js';
import { lowerings } from './lowering/index.js';
import type { Lowering, LoweringContext } from './lowering/lowering.js';
import { dataTypes, encodeSavedModel, type SignatureDef } from './protobuf.js';

/** A program as TensorFlow takes it. */
export interface LoweredProgram {
  /** Content of `saved_model.pb`. */
  readonly savedModel: Uint8Array;
  /**
   * Placeholders of each signature and what a caller feeds. One of `uint8` is fed to TensorFlow as int32 words plus
   * `byteCountName`, the number of bytes that count.
   */
  readonly feeds: Readonly<Record<string, Readonly<Record<string, DType>>>>;
}

/** Name of the fed length that goes with a fed byte tensor. */
export function byteCountName(placeholder: string): string {
  return `${placeholder}/bytes`;
}

/** What TensorFlow calls a signature that predicts. */
const PREDICT_METHOD = 'tensorflow/serving/predict';

/** Output of signatures that have none of their own: TensorFlow runs nothing that is not fetched. */
export const DONE_OUTPUT = '/done';

/** How a program is lowered for others than this engine. */
export interface LoweringOptions {
  /**
   * Values of all variables, by name: they become constants, and the graph has no state. Bytes are then fed as bytes, and
   * signatures are those that TensorFlow's own programs look for.
   */
  readonly constants?: VariableValues;
}

/** Lowers a program to one TensorFlow graph whose signatures share their variables. */
export function lowerProgram(program: Program, { constants }: LoweringOptions = {}): LoweredProgram {
  const graph = new GraphDefBuilder();
  const signatures: Record<string, SignatureDef> = {};
  const feeds: Record<string, Record<string, DType>> = {};
  const frozen = constants === undefined ? undefined : new FrozenVariables(graph, constants);
  for (const signature of program.signatures) {
    const lowered = new SignatureLowering(graph, frozen);
    signatures[signature.name] = lowered.lower(signature);
    feeds[signature.name] = lowered.feeds;
  }
  return { savedModel: encodeSavedModel(graph.nodes, signatures), feeds };
}

/** Constants that stand for variables, each once in the graph. */
class FrozenVariables {
  readonly #nodes = new Map<string, TfTensor>();

  constructor(
    readonly graph: GraphDefBuilder,
    readonly values: VariableValues,
  ) {}

  read({ name, dtype }: Variable): TfTensor {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const value = this.values[name];
    if (value === undefined || value.dtype !== dtype) throw new GraphError(`there is no ${dtype} value for ${name}`);
    const tensor = this.graph.largeConstant(value);
    this.#nodes.set(name, tensor);
    return tensor;
  }
}

interface PendingUpdate {
  /** What it writes, the slots too. */
  readonly written: readonly Variable[];
  readonly op: string;
  readonly inputs: readonly TfTensor[];
  readonly attributes: Attributes;
}

class SignatureLowering implements LoweringContext {
  readonly feeds: Record<string, DType> = {};
  readonly #inputs: Record<string, TfTensor & { shape: readonly number[] }> = {};
  readonly #reads = new Map<string, TfTensor>();
  readonly #updates: PendingUpdate[] = [];
  readonly #tensors = new Map<Value, TfTensor>();

  constructor(
    readonly graph: GraphDefBuilder,
    readonly frozen: FrozenVariables | undefined,
  ) {}

  lower(signature: Signature): SignatureDef {
    for (const node of nodesOf(signature)) {
      const lowering = (lowerings as Record<string, Lowering<unknown>>)[node.op.kind];
      if (lowering === undefined) throw new GraphError(`TensorFlow has no lowering for ${node.op.kind}`);
      const outputs = lowering(
        node,
        node.inputs.map((input) => this.#tensorOf(input)),
        this,
      );
      node.outputs.forEach((value, index) => {
        const tensor = outputs[index];
        if (tensor !== undefined) this.#tensors.set(value, tensor);
      });
    }
    const done = this.#emitUpdates();
    const outputs: SignatureDef['outputs'] = Object.fromEntries(
      Object.entries(signature.outputs).map(([name, value]) => {
        const tensor = this.#tensorOf(value);
        const fetched = this.#after(tensor, done);
        return [
          name,
          { name: `${fetched.node}:0`, dtype: dataTypes[tensor.type], tensorShape: shapeProto(value.shape) },
        ];
      }),
    );
    return {
      methodName: this.frozen === undefined ? signature.name : PREDICT_METHOD,
      inputs: Object.fromEntries(
        Object.entries(this.#inputs).map(([name, input]) => [
          name,
          { name: `${input.node}:0`, dtype: dataTypes[input.type], tensorShape: shapeProto(input.shape) },
        ]),
      ),
      outputs: Object.keys(outputs).length > 0 ? outputs : { [DONE_OUTPUT]: this.#doneOutput(done) },
    };
  }

  read(variable: Variable): TfTensor {
    if (this.frozen !== undefined) return this.frozen.read(variable);
    const known = this.#reads.get(variable.name);
    if (known !== undefined) return known;
    const read = this.graph.addStateful(
      'ReadVariableOp',
      [this.graph.resource(variable)],
      { dtype: attr.type(variable.dtype) },
      { outputs: [variable.dtype] },
    );
    this.#reads.set(variable.name, read);
    return read;
  }

  placeholder(name: string, dtype: DType, shape: readonly number[]): TfTensor {
    this.feeds[name] = dtype;
    if (dtype !== 'uint8' || this.frozen !== undefined) return this.#fed(name, dtype, shape);
    // TensorFlow.js has no tensors of bytes: they come as int32 words and are re-read here.
    const words = this.#fed(name, 'int32', [-1]);
    const count = this.#fed(byteCountName(name), 'int32', [1]);
    const { graph } = this;
    const quads = graph.add('Bitcast', [words], { T: attr.type('int32'), type: attr.type('uint8') }, 'uint8');
    const reshapeAttributes = { T: attr.type('uint8'), Tshape: attr.type('int32') };
    const flat = graph.add('Reshape', [quads, graph.ints([-1])], reshapeAttributes, 'uint8');
    const sliceAttributes = { T: attr.type('uint8'), Index: attr.type('int32') };
    const bytes = graph.add('Slice', [flat, graph.ints([0]), count], sliceAttributes, 'uint8');
    return graph.add('Reshape', [bytes, graph.ints(shape)], reshapeAttributes, 'uint8');
  }

  update(written: readonly Variable[], op: string, inputs: readonly TfTensor[], attributes: Attributes): void {
    this.#updates.push({ written, op, inputs, attributes });
  }

  #fed(name: string, dtype: DType, shape: readonly number[]): TfTensor {
    const attributes = { dtype: attr.type(dtype), shape: attr.shape(shape) };
    const tensor = this.graph.addStateful('Placeholder', [], attributes, { outputs: [dtype] });
    this.#inputs[name] = { ...tensor, shape };
    return tensor;
  }

  /**
   * Emits the updates last, when all readers of the old values are known: an update runs after them, so that every
   * read sees the value from before the call and TensorFlow need not copy a variable that is still being read.
   */
  #emitUpdates(): string[] {
    const latest = new Map<string, readonly string[]>();
    for (const { written, op, inputs, attributes } of this.#updates) {
      const after = written.flatMap(({ name }) => {
        const read = this.#reads.get(name);
        const readers = read === undefined ? [] : [read.node, ...this.graph.consumersOf(read.node)];
        return [...readers, ...(latest.get(name) ?? [])];
      });
      const { node } = this.graph.addStateful(op, inputs, attributes, { after });
      for (const { name } of written) latest.set(name, [node]);
    }
    return [...latest.values()].flat();
  }

  /** The same tensor, fetched only when the updates are done. */
  #after(tensor: TfTensor, done: readonly string[]): TfTensor {
    const attributes = { T: attr.type(tensor.type) };
    return this.graph.addStateful('Identity', [tensor], attributes, { outputs: [tensor.type], after: done });
  }

  /** For a signature that only updates: 0, once that is done. */
  #doneOutput(done: readonly string[]) {
    const tensor = this.#after(this.graph.constant('int32', [], [0]), done);
    return { name: `${tensor.node}:0`, dtype: dataTypes.int32, tensorShape: shapeProto([]) };
  }

  #tensorOf(value: Value): TfTensor {
    const tensor = this.#tensors.get(value);
    if (tensor === undefined) throw new GraphError(`output ${value.index} of ${value.node.op.kind} has no tensor`);
    return tensor;
  }
}
