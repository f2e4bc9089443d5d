import type { TensorData } from '../../core/engine.js';
import { GraphError, type Value } from '../../core/graph/graph.js';
import type { ConstantAttributes, VariableAttributes } from '../../core/graph/ops/source.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import { permuted } from '../permuted.js';
import type { OnnxGraph } from './onnxGraph.js';

/** Puts weights and constants into an ONNX graph, in the order of axes that its operators want. */
export class OnnxWeights {
  #constants = 0;
  readonly #names = new Map<Value, string>();

  constructor(
    readonly graph: OnnxGraph,
    readonly values: VariableValues,
  ) {}

  /** True for what is known before any image is. */
  isKnown({ node }: Value): boolean {
    return node.op.kind === 'variable' || node.op.kind === 'constant';
  }

  /** As it is. */
  plain(value: Value): string {
    return this.graph.tensor(this.#nameOf(value), value.shape, () => floatsOf(this.#dataOf(value)));
  }

  /** A number for each channel, for images with channels first. */
  perChannel(value: Value): string {
    const name = `${this.#nameOf(value)}:channels`;
    return this.graph.tensor(name, [...value.shape, 1, 1], () => floatsOf(this.#dataOf(value)));
  }

  /** `[height, width, in, out]` as `[out, in, height, width]`. */
  kernel(value: Value): string {
    const [height = 1, width = 1, inputs = 1, outputs = 1] = value.shape;
    const dims = [outputs, inputs, height, width];
    return this.graph.tensor(this.#nameOf(value), dims, () => permuted(this.#dataOf(value), [3, 2, 0, 1]));
  }

  /** `[height, width, channels, multiplier]` as `[channels · multiplier, 1, height, width]`. */
  depthwiseKernel(value: Value): string {
    const [height = 1, width = 1, channels = 1, multiplier = 1] = value.shape;
    const dims = [channels * multiplier, 1, height, width];
    return this.graph.tensor(this.#nameOf(value), dims, () => permuted(this.#dataOf(value), [2, 3, 0, 1]));
  }

  #nameOf(value: Value): string {
    if (value.node.op.kind === 'variable') return (value.node.attributes as VariableAttributes).variable.name;
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = `constant_${this.#constants++}`;
    this.#names.set(value, name);
    return name;
  }

  #dataOf({ node, shape }: Value): TensorData {
    if (node.op.kind === 'constant')
      return { dtype: 'float32', shape, data: Float32Array.from((node.attributes as ConstantAttributes).data) };
    const { name } = (node.attributes as VariableAttributes).variable;
    const found = this.values[name];
    if (found === undefined) throw new GraphError(`there is no value for ${name}`);
    return found;
  }
}

function floatsOf({ data }: TensorData): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}
