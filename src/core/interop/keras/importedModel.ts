import { writeInline } from '../../definition/edit.js';
import { LAYER_NAME_PATTERN } from '../../definition/modelOptions.js';
import { layerNames } from '../../definition/readLayers.js';
import { printable } from '../../format.js';
import { INPUT, type KerasGraph, type KerasNode } from './kerasGraph.js';
import type { ImportedLayer } from './kerasLayer.js';
import { type Fields, type KerasReading, told } from './kerasReading.js';

/** A layer of the definition, and where it comes from; added ones stand for the input. */
export interface WrittenLayer {
  readonly body: Fields;
  readonly node: KerasNode | undefined;
  readonly axis?: number;
}

/** A definition as it is written. */
export interface ImportedModel {
  readonly name: string;
  readonly input: readonly number[] | 'dataset';
  readonly layers: readonly WrittenLayer[];
  readonly text: string;
}

interface Read {
  readonly node: KerasNode;
  readonly layer: ImportedLayer;
}

/** Images, and layers that make of them what the model reads. */
interface Entrance {
  readonly input: readonly number[] | 'dataset';
  readonly layers: readonly Fields[];
}

/** Writes the layers as a definition; names that Keras made are left out. */
export function importedModel(
  graph: KerasGraph,
  read: readonly Read[],
  { training, version }: { readonly training: Fields; readonly version: unknown },
  reading: KerasReading,
): ImportedModel | undefined {
  const entrance = entranceOf(graph, read, reading);
  if (entrance === undefined) return undefined;
  const layers = [...entrance.layers.map((body) => ({ body, node: undefined })), ...written(read, entrance.layers)];
  const last = layers.at(-1)?.body;
  // Losses that take logits apply it themselves; a definition has it as a layer.
  const isLogits = last?.type === 'dense' && last.activation === undefined;
  if (isLogits)
    reading.warn(
      read.at(-1)?.node.path ?? [],
      'keras-logits',
      'The model ends without a softmax, as for a loss of logits; one is added.',
    );
  const all = isLogits ? [...layers, { body: { type: 'activation', activation: 'softmax' }, node: undefined }] : layers;
  const name = nameOf(graph.name);
  const keras = typeof version === 'string' ? `Keras ${told(version)}` : 'Keras';
  const lines = [
    `"name": ${JSON.stringify(name)}`,
    `"description": ${JSON.stringify(`Imported from ${keras}.`)}`,
    `"input": ${writeInline(entrance.input)}`,
    `"layers": [\n${all.map(({ body }) => `    ${writeInline(body)}`).join(',\n')}\n  ]`,
    ...(Object.keys(training).length === 0 ? [] : [`"training": ${writeInline(training)}`]),
  ];
  const text = `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
  return { name, input: entrance.input, layers: all, text };
}

function written(read: readonly Read[], before: readonly Fields[]): readonly WrittenLayer[] {
  const wanted = read.map(({ node, layer }) => ({ stem: layer.type, ...givenName(node, layer) }));
  const unique = wanted.map((each, index) =>
    wanted.findIndex(({ name }) => name === each.name) === index ? each : { stem: each.stem },
  );
  const made = layerNames([
    { stem: 'input', name: 'input' },
    ...before.map(({ type }) => ({ stem: String(type) })),
    ...unique,
  ]);
  const names = made.slice(before.length + 1);
  const nameByNode = new Map(read.map(({ node }, index) => [node.name, names[index] ?? '']));
  const entry = made[before.length] ?? 'input';
  return read.map(({ node, layer }, index) => {
    const previous = index === 0 ? entry : (names[index - 1] ?? '');
    const from = node.inputs.map((name) => (name === INPUT ? entry : (nameByNode.get(name) ?? '')));
    const isNext = from.length === 1 && from[0] === previous;
    const named = unique[index] !== undefined && 'name' in unique[index] ? { name: unique[index].name } : {};
    const body = {
      type: layer.type,
      ...named,
      ...(isNext ? {} : { from: from.length === 1 ? from[0] : from }),
      ...layer.options,
    };
    return { body, node, ...(layer.axis === undefined ? {} : { axis: layer.axis }) };
  });
}

/** A name that a person gave: Keras makes them of the class, `max_pooling2d_3`. What an alphabet cannot hold is replaced. */
function givenName({ name, className }: KerasNode, { type }: ImportedLayer): { readonly name?: string } {
  const stem = name.replace(/_\d+$/, '').replaceAll('_', '').toLowerCase();
  if (stem === className.toLowerCase() || stem === type.toLowerCase()) return {};
  const clean = name
    .replaceAll(/[^\w.-]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 64);
  return new RegExp(LAYER_NAME_PATTERN).test(clean) && clean !== 'input' ? { name: clean } : {};
}

/** Definitions take images of three dimensions; models that read matrices or rows get them from these. */
function entranceOf({ inputShape }: KerasGraph, read: readonly Read[], reading: KerasReading): Entrance | undefined {
  const first = read.find(({ node }) => node.inputs.includes(INPUT));
  const path = first?.node.path ?? [];
  if (inputShape === undefined || inputShape.includes(null)) {
    const isImage = inputShape === undefined || inputShape.length === 3;
    if (isImage) {
      reading.warn(
        path,
        'keras-input',
        'The file does not say how large the images are: they will be those of the data set.',
      );
      return { input: 'dataset', layers: [] };
    }
  }
  const sizes = (inputShape ?? []).filter((size) => size !== null);
  if (sizes.length === inputShape?.length) {
    if (sizes.length === 3) return { input: sizes, layers: [] };
    const [rows = 0, columns] = sizes;
    if (sizes.length === 2 && columns !== undefined) {
      const isTaken = read.every(
        ({ node, layer }) => !node.inputs.includes(INPUT) || /^(flatten|reshape)$/.test(layer.type),
      );
      return { input: [...sizes, 1], layers: isTaken ? [] : [{ type: 'reshape', targetShape: sizes }] };
    }
    const channels = [1, 3].find((count) => Number.isInteger(Math.sqrt(rows / count)));
    if (sizes.length === 1 && rows > 0 && channels !== undefined) {
      const side = Math.sqrt(rows / channels);
      reading.warn(
        path,
        'keras-input',
        `The model takes rows of ${rows} numbers: images of ${side} × ${side} × ${channels} are flattened for it.`,
      );
      return { input: [side, side, channels], layers: [{ type: 'flatten' }] };
    }
  }
  const shape = (inputShape ?? []).map((size) => size ?? 'any').join(', ');
  reading.refuse(
    path,
    'keras-input',
    `The model takes [${shape}]; a definition takes images, [height, width, channels].`,
  );
  return undefined;
}

function nameOf(name: string): string {
  const clean = printable(name).trim().slice(0, 80);
  return clean === '' ? 'model' : clean;
}
