import { endianness } from 'node:os';
import type { TensorData } from '../../core/engine.js';
import type { Shape, Variable } from '../../core/graph/graph.js';
import { type AttrValue, dataTypes, type NodeDef, type TensorShapeProto, type TfType } from './protobuf.js';

/** An output of a TensorFlow node. */
export interface TfTensor {
  readonly node: string;
  readonly output: number;
  readonly type: TfType;
}

export type Attributes = Readonly<Record<string, AttrValue>>;

/** Attribute values by kind. */
export const attr = {
  type: (type: TfType): AttrValue => ({ type: dataTypes[type] }),
  int: (i: number): AttrValue => ({ i }),
  ints: (i: readonly number[]): AttrValue => ({ list: { i } }),
  float: (f: number): AttrValue => ({ f }),
  bool: (b: boolean): AttrValue => ({ b }),
  text: (text: string): AttrValue => ({ s: new TextEncoder().encode(text) }),
  shape: (shape: Shape): AttrValue => ({ shape: shapeProto(shape) }),
};

/** A shape as TensorFlow writes it; −1 stands for an unknown dimension in both. */
export function shapeProto(shape: Shape): TensorShapeProto {
  return { dim: shape.map((size) => ({ size })) };
}

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

interface NodeOptions {
  readonly outputs?: readonly TfType[];
  /** Nodes that must have run before. */
  readonly after?: readonly string[];
}

/**
 * Collects the nodes of a TensorFlow graph. Two nodes without side effects that are alike become one, so lowerings may
 * write the same subexpression twice without cost.
 */
export class GraphDefBuilder {
  readonly nodes: NodeDef[] = [];
  readonly #known = new Map<string, string>();
  readonly #resources = new Map<string, TfTensor>();
  readonly #consumers = new Map<string, string[]>();

  /** Adds a node without side effects and returns its first output. */
  add(op: string, inputs: readonly TfTensor[], attributes: Attributes, type: TfType = 'float32'): TfTensor {
    return { node: this.#shared(op, inputs, attributes), output: 0, type };
  }

  /** Adds a node without side effects and returns all outputs. */
  addMany(op: string, inputs: readonly TfTensor[], attributes: Attributes, types: readonly TfType[]): TfTensor[] {
    const node = this.#shared(op, inputs, attributes);
    return types.map((type, output) => ({ node, output, type }));
  }

  /** Adds a node that must stay itself: one that reads or writes state, or that is fed. */
  addStateful(op: string, inputs: readonly TfTensor[], attributes: Attributes, options: NodeOptions = {}): TfTensor {
    const node = this.#push(op, inputs, attributes, options.after ?? []);
    return { node, output: 0, type: options.outputs?.[0] ?? 'float32' };
  }

  /** A small tensor in the graph itself. */
  constant(type: keyof typeof arrays, shape: Shape, data: readonly number[]): TfTensor {
    const tensorContent = new Uint8Array(new arrays[type](data).buffer);
    const tensor = { dtype: dataTypes[type], tensorShape: shapeProto(shape), tensorContent };
    return this.add('Const', [], { dtype: attr.type(type), value: { tensor } }, type);
  }

  /** A tensor of any size in the graph itself. It is a node of its own, as comparing it with others would take long. */
  largeConstant({ dtype, shape, data }: TensorData): TfTensor {
    const tensorContent = littleEndianBytes(data);
    const tensor = { dtype: dataTypes[dtype], tensorShape: shapeProto(shape), tensorContent };
    return this.addStateful('Const', [], { dtype: attr.type(dtype), value: { tensor } }, { outputs: [dtype] });
  }

  scalar(value: number): TfTensor {
    return this.constant('float32', [], [value]);
  }

  ints(values: readonly number[]): TfTensor {
    return this.constant('int32', [values.length], values);
  }

  /** The handle of a variable: one in the whole graph, so that all signatures share its state. */
  resource(variable: Variable): TfTensor {
    const known = this.#resources.get(variable.name);
    if (known !== undefined) return known;
    const handle = this.addStateful(
      'VarHandleOp',
      [],
      {
        dtype: attr.type(variable.dtype),
        shape: attr.shape(variable.shape),
        shared_name: attr.text(variable.name),
        container: attr.text(''),
      },
      { outputs: ['resource'] },
    );
    this.#resources.set(variable.name, handle);
    return handle;
  }

  /** Names of the nodes that take any output of this node. */
  consumersOf(node: string): readonly string[] {
    return this.#consumers.get(node) ?? [];
  }

  #shared(op: string, inputs: readonly TfTensor[], attributes: Attributes): string {
    const key = JSON.stringify([op, inputs.map((input) => reference(input)), attributes]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.#push(op, inputs, attributes, []);
    this.#known.set(key, name);
    return name;
  }

  #push(op: string, inputs: readonly TfTensor[], attributes: Attributes, after: readonly string[]): string {
    // Short names: tfjs-node copies the names of all inputs and outputs at each call.
    const name = `n${this.nodes.length}`;
    const control = [...new Set(after)].map((node) => `^${node}`);
    this.nodes.push({ name, op, input: [...inputs.map(reference), ...control], attr: attributes });
    for (const input of inputs) {
      const consumers = this.#consumers.get(input.node);
      if (consumers === undefined) this.#consumers.set(input.node, [name]);
      else consumers.push(name);
    }
    return name;
  }
}

function reference(tensor: TfTensor): string {
  return tensor.output === 0 ? tensor.node : `${tensor.node}:${tensor.output}`;
}

/** As files have numbers: little-endian, on whatever machine. */
function littleEndianBytes(data: TensorData['data']): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return data.BYTES_PER_ELEMENT === 1 || endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
