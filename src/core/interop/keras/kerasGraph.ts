import type { JsonPath } from '../../definition/option.js';
import { kerasLinks } from './kerasLinks.js';
import { type Fields, fieldsOf, type KerasReading, listOf, told } from './kerasReading.js';

/** A layer of a Keras model, nested models laid open. */
export interface KerasNode {
  /** Where it stands in the file. */
  readonly path: JsonPath;
  readonly className: string;
  /** As Keras calls it; unique. */
  readonly name: string;
  readonly config: Fields;
  /** Names of nodes, or of the input. */
  readonly inputs: readonly string[];
  readonly training?: boolean;
}

/** A Keras model as one graph with one input and one output. */
export interface KerasGraph {
  readonly name: string;
  /** Sizes of what goes in, without the batch; null for one that is open. Absent where the file does not say. */
  readonly inputShape?: readonly (number | null)[];
  /** Each after all that it reads; the last one gives the output. */
  readonly nodes: readonly KerasNode[];
}

/** What the nodes read that read what goes into the model: no layer may be called so. */
export const INPUT = '';

const SEQUENTIAL = ['Sequential'];
const FUNCTIONAL = ['Functional', 'Model'];
/** Models in models: nobody has more, and each level is a call of a function here. */
const MAXIMUM_NESTING = 10;
/** As many as a definition may have. */
const MAXIMUM_NODES = 2000;

interface Scope {
  readonly path: JsonPath;
  /** What the model reads: a node's name, or `INPUT`. */
  readonly source: string;
  readonly depth: number;
}

/** Reads the graph of a model; what is wrong with it is reported. Time is linear in the file's size. */
export function readKerasGraph(model: Fields, path: JsonPath, reading: KerasReading): KerasGraph | undefined {
  const reader = new GraphReader(reading);
  const output = reader.model(model, { path, source: INPUT, depth: 0 });
  if (output === undefined || reading.collector.hasErrors) return undefined;
  const { config } = model;
  const name = fieldsOf(config)?.name;
  return {
    name: typeof name === 'string' ? name : 'model',
    ...(reader.inputShape === undefined ? {} : { inputShape: reader.inputShape }),
    nodes: neededNodes(reader.nodes, output, reading),
  };
}

class GraphReader {
  readonly nodes: KerasNode[] = [];
  inputShape: readonly (number | null)[] | undefined;
  readonly #names = new Set<string>([INPUT]);
  readonly #reading: KerasReading;

  constructor(reading: KerasReading) {
    this.#reading = reading;
  }

  /** Name of the node that gives the model's output; undefined where it could not be read. */
  model(body: Fields, scope: Scope): string | undefined {
    const className = body.class_name;
    if (typeof className === 'string' && SEQUENTIAL.includes(className)) return this.#sequential(body, scope);
    if (typeof className === 'string' && FUNCTIONAL.includes(className)) return this.#functional(body, scope);
    const message = `It is a ${told(className)}: only sequential and functional models say in JSON what they are made of.`;
    this.#reading.refuse([...scope.path, 'class_name'], 'keras-model-class', message);
    return undefined;
  }

  #sequential(body: Fields, scope: Scope): string | undefined {
    // Before Keras 2.2.3 the list of layers was the whole configuration.
    const isList = Array.isArray(body.config);
    const path = isList ? [...scope.path, 'config'] : [...scope.path, 'config', 'layers'];
    const layers = this.#layersIn(isList ? body.config : fieldsOf(body.config)?.layers, path);
    let source: string | undefined = scope.source;
    layers?.forEach((layer, index) => {
      if (source === undefined) return;
      const place = [...path, index];
      if (scope.source === INPUT && scope.depth === 0) this.#noteShape(layer);
      if (layer.class_name !== 'InputLayer') source = this.#add(layer, place, [source], scope.depth);
    });
    this.#noteBuilt(body, scope);
    return layers === undefined ? undefined : source;
  }

  #functional(body: Fields, scope: Scope): string | undefined {
    const config = fieldsOf(body.config) ?? {};
    const path = [...scope.path, 'config', 'layers'];
    const layers = this.#layersIn(config.layers, path);
    if (layers === undefined) return undefined;
    const output = soleName(config.output_layers);
    if (output === undefined) {
      const message = 'The model has not one output: a definition has one, the probabilities of the classes.';
      this.#reading.refuse([...scope.path, 'config', 'output_layers'], 'keras-outputs', message);
      return undefined;
    }
    const inputs = layers.filter((layer) => layer.class_name === 'InputLayer').length;
    if (inputs !== 1) {
      const message = `The model has ${inputs} inputs: a definition has one, the images.`;
      this.#reading.refuse([...scope.path, 'config', 'input_layers'], 'keras-inputs', message);
      return undefined;
    }
    const outputs = this.#linked(layers, path, scope);
    if (outputs === undefined || outputs.has(output)) return outputs?.get(output);
    const message = `The model's output is said to be "${told(output)}", which is no layer of the model.`;
    this.#reading.refuse([...scope.path, 'config', 'output_layers'], 'keras-outputs', message);
    return undefined;
  }

  /** Adds the layers, each after those that it reads (Kahn 1962); gives the node of each layer by the layer's name. */
  #linked(layers: readonly Fields[], path: JsonPath, scope: Scope): ReadonlyMap<string, string> | undefined {
    const places = new Map(layers.map((layer, index) => [nameOf(layer), index]));
    const twice = layers.findIndex((layer, index) => places.get(nameOf(layer)) !== index);
    if (twice >= 0) {
      const message = `Two layers are called "${told(nameOf(layers[twice] ?? {}))}": which of them is meant cannot be told.`;
      this.#reading.refuse([...path, twice], 'keras-names', message);
      return undefined;
    }
    const readers = layers.map((): number[] => []);
    const inputsOf = layers.map((layer, index) => this.#inputsOf(layer, [...path, index], places));
    if (inputsOf.includes(undefined)) return undefined;
    const waitsFor = inputsOf.map((inputs) => inputs?.inputs.length ?? 0);
    inputsOf.forEach((inputs, reader) => {
      for (const name of inputs?.inputs ?? []) readers[places.get(name) ?? -1]?.push(reader);
    });
    const ready = waitsFor.flatMap((count, index) => (count === 0 ? [index] : []));
    const outputs = new Map<string, string>();
    for (let next = 0; next < ready.length; next += 1) {
      const index = ready[next] ?? 0;
      const layer = layers[index] ?? {};
      const { inputs, training } = inputsOf[index] ?? { inputs: [] };
      const sources = inputs.map((name) => outputs.get(name) ?? INPUT);
      const isInput = layer.class_name === 'InputLayer';
      if (isInput && scope.depth === 0) this.#noteShape(layer);
      const output = isInput ? scope.source : this.#add(layer, [...path, index], sources, scope.depth, training);
      if (output === undefined) return undefined;
      outputs.set(nameOf(layer), output);
      for (const reader of readers[index] ?? []) {
        waitsFor[reader] = (waitsFor[reader] ?? 0) - 1;
        if (waitsFor[reader] === 0) ready.push(reader);
      }
    }
    if (ready.length === layers.length) return outputs;
    const stuck = waitsFor.findIndex((count) => count > 0);
    const message = `"${told(nameOf(layers[stuck] ?? {}))}" reads what depends on it: a circle.`;
    this.#reading.refuse([...path, stuck], 'keras-circle', message);
    return undefined;
  }

  #inputsOf(layer: Fields, path: JsonPath, places: ReadonlyMap<string, number>) {
    if (layer.class_name === 'InputLayer') return { inputs: [] };
    const links = kerasLinks(layer.inbound_nodes);
    if (typeof links === 'string') {
      this.#reading.refuse([...path, 'inbound_nodes'], 'keras-links', `"${told(nameOf(layer))}" ${links}.`);
      return undefined;
    }
    const unknown = links.inputs.find((name) => !places.has(name));
    if (unknown === undefined) return links;
    const message = `"${told(nameOf(layer))}" reads "${told(unknown)}", which is no layer of the model.`;
    this.#reading.refuse([...path, 'inbound_nodes'], 'keras-links', message);
    return undefined;
  }

  #add(layer: Fields, path: JsonPath, inputs: readonly string[], depth: number, training?: boolean) {
    const className = typeof layer.class_name === 'string' ? layer.class_name : told(layer.class_name);
    if ([...SEQUENTIAL, ...FUNCTIONAL].includes(className)) {
      const [source] = inputs;
      if (source !== undefined && inputs.length === 1 && depth < MAXIMUM_NESTING)
        return this.model(layer, { path, source, depth: depth + 1 });
      const message = `"${told(nameOf(layer))}" is a model of ${inputs.length} inputs, or lies ${depth} models deep, which is not read.`;
      this.#reading.refuse(path, 'keras-nesting', message);
      return undefined;
    }
    if (this.nodes.length >= MAXIMUM_NODES) {
      this.#reading.refuse(path, 'keras-size', `The model has more than ${MAXIMUM_NODES} layers.`);
      return undefined;
    }
    const name = this.#free(nameOf(layer) || className);
    const config = fieldsOf(layer.config) ?? {};
    this.nodes.push({ path, className, name, config, inputs, ...(training === undefined ? {} : { training }) });
    return name;
  }

  /** Layers of different models may have one name. */
  #free(name: string): string {
    let free = name;
    for (let count = 2; this.#names.has(free); count += 1) free = `${name}_${count}`;
    this.#names.add(free);
    return free;
  }

  #layersIn(value: unknown, path: JsonPath): readonly Fields[] | undefined {
    const layers = listOf(value)?.map((layer) => fieldsOf(layer));
    if (layers === undefined || layers.length === 0) {
      this.#reading.refuse(path, 'keras-layers', `Expected a list of layers in "layers", got ${told(value)}.`);
      return undefined;
    }
    const wrong = layers.indexOf(undefined);
    if (wrong < 0) return layers.filter((layer) => layer !== undefined);
    this.#reading.refuse(
      [...path, wrong],
      'keras-layers',
      'Expected a layer, an object with "class_name" and "config".',
    );
    return undefined;
  }

  /** The first layer that has one says it: `batch_shape` in Keras 3, `batch_input_shape` before. */
  #noteShape(layer: Fields): void {
    const config = fieldsOf(layer.config) ?? {};
    this.#note(config.batch_shape ?? config.batch_input_shape);
  }

  #noteBuilt(body: Fields, { depth }: Scope): void {
    if (depth > 0) return;
    this.#note(fieldsOf(body.config)?.build_input_shape ?? fieldsOf(body.build_config)?.input_shape);
  }

  #note(value: unknown): void {
    const shape = listOf(value)?.slice(1);
    const isShape = shape?.every((size) => size === null || (typeof size === 'number' && Number.isInteger(size)));
    if (shape !== undefined && isShape) this.inputShape ??= shape as readonly (number | null)[];
  }
}

function nameOf(layer: Fields): string {
  const name = layer.name ?? fieldsOf(layer.config)?.name;
  return typeof name === 'string' ? name : '';
}

/** `["dense", 0, 0]`, or a list of one such. */
function soleName(value: unknown): string | undefined {
  const list = listOf(value) ?? [];
  const entry = typeof list[0] === 'string' ? list : list.length === 1 ? (listOf(list[0]) ?? []) : [];
  return typeof entry[0] === 'string' && (entry[2] ?? 0) === 0 ? entry[0] : undefined;
}

/**
 * What leads to the output, each after what it reads and one branch after the other, as people write them: Keras has them by
 * their distance from the output.
 */
function neededNodes(nodes: readonly KerasNode[], output: string, reading: KerasReading): readonly KerasNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const ordered = new Set<KerasNode>();
  const path = [{ name: output, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const node = byName.get(top.name);
    const input = node?.inputs[top.next];
    top.next += 1;
    if (node === undefined || ordered.has(node)) path.pop();
    else if (input !== undefined) path.push({ name: input, next: 0 });
    else {
      ordered.add(node);
      path.pop();
    }
  }
  for (const node of nodes)
    if (!ordered.has(node))
      reading.warn(node.path, 'keras-unread', `"${told(node.name)}" does not lead to the output and is left out.`);
  return [...ordered];
}
