import { floatsToBytes } from '../../runs/floatBytes.js';
import { elementTypes, type OnnxAttribute, type OnnxNode, type OnnxTensor } from './onnxProto.js';

/** How an image's axes lie: as this product has them, or as ONNX's operators want them. */
export type Layout = 'channelsLast' | 'channelsFirst';

/** A tensor of the graph. Of what is no batch of images, the layout says nothing. */
export interface OnnxValue {
  readonly name: string;
  readonly layout: Layout;
}

const toFirst = [0, 3, 1, 2];
const toLast = [0, 2, 3, 1];

/** Where an axis of a batch of images, channels last, lies in a layout. */
export function axisIn(layout: Layout, axis: number): number {
  return layout === 'channelsLast' ? axis : toFirst.indexOf(axis);
}

/** Collects the nodes of an ONNX graph. Images are only turned round where an operator needs it, and once. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #known = new Set<string>();
  readonly #turned = new Map<string, OnnxValue>();
  readonly #counts = new Map<string, number>();

  /** Adds a node with one output, whose name is made from the operator's unless it is given. */
  add(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    layout: Layout = 'channelsLast',
  ): OnnxValue {
    const name = this.#freeName(opType.toLowerCase());
    this.nodes.push({ opType, input: [...input], output: [name], attributes });
    return { name, layout };
  }

  /** A batch of images in the layout. */
  inLayout(value: OnnxValue, layout: Layout): OnnxValue {
    if (value.layout === layout) return value;
    const known = this.#turned.get(value.name);
    if (known !== undefined) return known;
    const turned = this.add('Transpose', [value.name], { perm: layout === 'channelsFirst' ? toFirst : toLast }, layout);
    this.#turned.set(value.name, turned);
    // And back for nothing.
    this.#turned.set(turned.name, value);
    return turned;
  }

  /** Numbers in the graph itself, once for each name. */
  tensor(name: string, dims: readonly number[], data: () => Float32Array): string {
    if (!this.#known.has(name)) {
      this.#known.add(name);
      this.initializers.push({ name, dims, dataType: elementTypes.float32, rawData: floatsToBytes(data()) });
    }
    return name;
  }

  scalar(value: number): string {
    return this.tensor(`number:${value}`, [], () => Float32Array.of(value));
  }

  /** Whole numbers, as shapes and axes are given. */
  integers(values: readonly number[]): string {
    const name = `integers:${values.join(',')}`;
    if (!this.#known.has(name)) {
      this.#known.add(name);
      const rawData = new Uint8Array(8 * values.length);
      const view = new DataView(rawData.buffer);
      values.forEach((value, index) => {
        view.setBigInt64(8 * index, BigInt(value), true);
      });
      this.initializers.push({ name, dims: [values.length], dataType: elementTypes.int64, rawData });
    }
    return name;
  }

  #freeName(stem: string): string {
    const count = this.#counts.get(stem) ?? 0;
    this.#counts.set(stem, count + 1);
    return `${stem}_${count}`;
  }
}
