import type { Dataset, File, Group } from 'h5wasm';
import type { BackboneWeight } from '../core/plan/plannedBackbone.js';
import { readRegularFile } from '../regularFile.js';
import { BackboneError } from './backboneError.js';
import { findNamed, plainName } from './fileNames.js';
import {
  MAXIMUM_WEIGHT_BYTES,
  missingWeight,
  requireSameShape,
  requireSaneValues,
  type WeightReader,
} from './weightReader.js';

/** Depth of groups in a layer's own, and how many entries of a group are looked at. */
const MAXIMUM_DEPTH = 4;
const MAXIMUM_ENTRIES = 5_000;

/** What Keras calls the groups of its layers of a class in a `.weights.h5` file, before they are counted. */
const classNames: Readonly<Record<string, string>> = {
  conv2d: 'conv2d',
  depthwiseConv2d: 'depthwise_conv2d',
  batchNormalization: 'batch_normalization',
};

/** With which HDF5 files begin. */
const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

let opened = 0;
/** Its memory is not to be trusted after that. */
let hasCrashed = false;

/**
 * Reads Keras's files: `.h5` of weights alone or of a whole model, and Keras 3's `.weights.h5`. The file is read into the
 * memory of the HDF5 library, which sees nothing else of the disk.
 */
export const readH5: WeightReader = async (path, wanted) => {
  const bytes = await readRegularFile(path, { maximumBytes: MAXIMUM_WEIGHT_BYTES }).catch((error: Error) => {
    throw fault('unreadable', path, `cannot be read: ${error.message}`, error);
  });
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw fault('not-weights', path, 'is no HDF5 file');
  // Loaded for the first such file: it is large.
  const { default: h5wasm } = await import('h5wasm');
  const library = await h5wasm.ready;
  if (hasCrashed) throw fault('unreadable', path, 'the HDF5 library has crashed on another file; start again');
  const { FS } = library;
  opened += 1;
  const inside = `weights${opened}.h5`;
  FS.writeFile(inside, bytes);
  try {
    // Else it prints what is wrong and goes on.
    library.activate_throwing_error_handler();
    const file = new h5wasm.File(inside, 'r');
    try {
      return new Map(
        locate(path, file, wanted).map(({ weight, dataset }) => [weight.variable, valuesOf(path, weight, dataset)]),
      );
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof BackboneError) throw error;
    hasCrashed ||= error instanceof Error && error.name === 'RuntimeError';
    throw fault(
      'not-weights',
      path,
      `is no HDF5 file that can be read: ${String((error as Error)?.message ?? error).slice(0, 200)}`,
      error,
    );
  } finally {
    FS.unlink(inside);
  }
};

interface Located {
  readonly weight: BackboneWeight;
  readonly dataset: Dataset;
}

function locate(path: string, file: File, wanted: readonly BackboneWeight[]): readonly Located[] {
  const root = groupIn(file, 'model_weights') ?? file;
  const datasets =
    groupIn(root, 'layers') === undefined ? datasetsByLayer(root, wanted) : datasetsByClass(root, wanted);
  return wanted.map((weight) => {
    const dataset = datasets.get(weight.variable);
    if (dataset === undefined) throw missingWeight(path, weight);
    requireSameShape(path, weight, dataset.shape ?? []);
    return { weight, dataset };
  });
}

/** Files with a group for each layer, named as the layer; a model within a model has one around them. */
function datasetsByLayer(root: Group, wanted: readonly BackboneWeight[]): ReadonlyMap<string, Dataset> {
  const outer = [root, ...childrenOf(root)];
  const found = new Map<string, Dataset>();
  const byLayer = new Map<string, ReadonlyMap<string, Dataset>>();
  for (const weight of wanted) {
    let own = byLayer.get(weight.layer);
    if (own === undefined) {
      const group = outer
        .map((candidate) => groupIn(candidate, weight.layer))
        .find((candidate) => candidate !== undefined);
      own = new Map(group === undefined ? [] : datasetsBelow(group, weight.layer));
      byLayer.set(weight.layer, own);
    }
    const dataset = findNamed(weight, own);
    if (dataset !== undefined) found.set(weight.variable, dataset);
  }
  return found;
}

function datasetsBelow(group: Group, layer: string, depth = 0): [string, Dataset][] {
  return keysOf(group).flatMap((key): [string, Dataset][] => {
    const entry = group.get(key);
    if (isDataset(entry)) return [[plainName(layer, key), entry]];
    return isGroup(entry) && depth < MAXIMUM_DEPTH ? datasetsBelow(entry, layer, depth + 1) : [];
  });
}

/** Keras 3's own files, which number the layers of each class in the model's order and do not name them. */
function datasetsByClass(root: Group, wanted: readonly BackboneWeight[]): ReadonlyMap<string, Dataset> {
  const layers = groupIn(root, 'layers');
  if (layers === undefined) return new Map();
  const nested = childrenOf(layers).flatMap((child) => groupIn(child, 'layers') ?? []);
  const container = [layers, ...nested].find((candidate) => groupIn(candidate, 'conv2d') !== undefined) ?? layers;
  const groups = new Map<string, string>();
  const counts = new Map<string, number>();
  const found = new Map<string, Dataset>();
  for (const weight of wanted) {
    let group = groups.get(weight.layer);
    if (group === undefined) {
      const className = classNames[weight.layerType] ?? weight.layerType;
      const count = counts.get(className) ?? 0;
      counts.set(className, count + 1);
      group = count === 0 ? className : `${className}_${count}`;
      groups.set(weight.layer, group);
    }
    const entry = groupIn(container, group)?.get(`vars/${weight.index}`);
    if (isDataset(entry)) found.set(weight.variable, entry);
  }
  return found;
}

function valuesOf(path: string, weight: BackboneWeight, dataset: Dataset): Float32Array {
  const value: unknown = dataset.value;
  const isFloat = value instanceof Float32Array || value instanceof Float64Array;
  const size = weight.shape.reduce((product, length) => product * length, 1);
  if (!isFloat || value.length !== size)
    throw fault('not-weights', path, `${weight.layer}'s ${weight.weight} holds no ${size} floating-point numbers`);
  const values = Float32Array.from(value);
  requireSaneValues(path, weight, values);
  return values;
}

function childrenOf(group: Group): readonly Group[] {
  return keysOf(group).flatMap((key) => groupIn(group, key) ?? []);
}

function keysOf(group: Group): readonly string[] {
  return group.keys().slice(0, MAXIMUM_ENTRIES);
}

function groupIn(group: Group, key: string): Group | undefined {
  const entry = group.get(key);
  return isGroup(entry) ? entry : undefined;
}

function isGroup(entry: ReturnType<Group['get']>): entry is Group {
  return entry !== null && 'type' in entry && entry.type === 'Group';
}

function isDataset(entry: ReturnType<Group['get']> | undefined): entry is Dataset {
  return entry instanceof Object && 'type' in entry && entry.type === 'Dataset';
}

function fault(code: 'unreadable' | 'not-weights', path: string, problem: string, cause?: unknown): BackboneError {
  const advice = 'Name a file of weights that Keras wrote: .h5 or .weights.h5.';
  return new BackboneError({ code, path, problem, advice }, cause === undefined ? {} : { cause });
}
