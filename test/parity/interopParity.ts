import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/core/dataset.js';
import type { Engine } from '../../src/core/engine.js';
import { ModelSession } from '../../src/core/training/modelSession.js';
import { exporters } from '../../src/interop/index.js';
import { writeExport } from '../../src/interop/writeExport.js';
import { exportSourceOf } from '../support/exportSource.js';
import { type InteropModel, interopModels } from '../support/interopModels.js';
import { kerasRoundTrip } from '../support/kerasRoundTrip.js';
import { predictByTfjs } from '../support/tfjsModel.js';
import {
  countOfNumbers,
  exportReaders,
  largestDifference,
  type ModelFormat,
  readExports,
  readProbabilities,
  writeExportCases,
} from './exportReaders.js';

/** Largest absolute difference of a probability between this product and a program that read its export. */
export const EXPORT_TOLERANCE = 1e-5;

/** Images that are predicted by each. */
const IMAGES = 100;

/** Whose exported programs also train: between them a schedule, two phases, mixup and every callback. */
const trained = ['ann', 'resnet', 'transfer', 'augmented'];

/** One model in one format. */
export interface ExportComparison {
  readonly name: string;
  readonly format: ModelFormat;
  /** Largest absolute difference of a probability; NaN where nothing came out. */
  readonly difference: number;
}

export interface InteropParityOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** Interpreters: with the references, and with the readers of exports. */
  readonly python: string;
  readonly readersPython: string;
  readonly engine: Engine;
  readonly dataset: Dataset;
  /** One format alone; `interop` or nothing: all. */
  readonly only?: string | undefined;
  readonly log: (line: string) => void;
}

/** Exports every shipped definition and every layer type, and has other programs predict. */
export async function interopParity(options: InteropParityOptions): Promise<readonly ExportComparison[]> {
  const { python, readersPython, engine, dataset, log } = options;
  const scripts = join(options.root, 'test', 'parity');
  const root = mkdtempSync(join(tmpdir(), 'bakeoff-interop-'));
  try {
    const models = interopModels(options.root);
    const size = dataset.imageShape.reduce((product, side) => product * side, 1);
    const images = dataset.test.images.slice(0, IMAGES * size);
    const shape = [IMAGES, ...dataset.imageShape];
    writeExportCases(root, {
      names: models.map(({ name }) => name),
      images,
      shape,
      trained,
      labels: [...dataset.test.labels.slice(0, IMAGES)],
      parameters: Object.fromEntries(models.map(({ name, weights }) => [name, countOfNumbers(weights)])),
    });
    for (const model of models) await writeExports(join(root, model.name), model);
    const isWanted = options.only === undefined || options.only === 'interop';
    const wanted = exportReaders.filter(({ format }) => isWanted || format === options.only);
    for (const reader of wanted) {
      log(`${reader.format}: ${models.length} exported models…`);
      await readExports(root, reader, { python, readersPython, scripts });
    }
    if (wanted.some(({ format }) => format === 'keras')) for (const model of models) requireRoundTrip(root, model);
    const compared: ExportComparison[] = [];
    const usesTfjs = isWanted || options.only === 'tfjs';
    if (usesTfjs) log(`tfjs: ${models.length} exported models…`);
    for (const model of models) {
      const own = await predict(engine, model, images);
      if (usesTfjs) compared.push(await compareTfjs(model, { data: images, shape }, own, options.root));
      for (const { format } of wanted) {
        const difference = largestDifference(own, readProbabilities(root, model.name, format));
        compared.push({ name: model.name, format, difference });
      }
    }
    return compared;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function writeExports(folder: string, model: InteropModel): Promise<void> {
  mkdirSync(folder);
  const source = exportSourceOf(model);
  for (const { format } of exportReaders)
    await writeExport(join(folder, format), exporters[format](source), { overwrites: false });
}

async function predict(engine: Engine, { name, plan, definition, weights }: InteropModel, images: Uint8Array) {
  const session = await ModelSession.create(engine, plan, definition.recipe.optimizer);
  try {
    await session.initializeFrom(weights);
    const probabilities = await session.predictImages(images, IMAGES);
    requireLively(name, probabilities);
    return probabilities;
  } finally {
    session.dispose();
  }
}

/** In TensorFlow.js itself, in this process. WebAssembly has no error function, which GELU needs. */
async function compareTfjs(
  model: InteropModel,
  images: { readonly data: Uint8Array; readonly shape: readonly number[] },
  own: Float32Array,
  root: string,
): Promise<ExportComparison> {
  const usesGelu = model.plan.layers.some(({ definition }) => definition.options.activation === 'gelu');
  const files = exporters.tfjs(exportSourceOf(model));
  const theirs = await predictByTfjs(files, images, usesGelu ? 'cpu' : 'wasm', `${join(root, 'dist')}/`);
  return { name: model.name, format: 'tfjs', difference: largestDifference(own, theirs) };
}

/** What Keras says of a model is imported as what was exported. @throws Error with what is other. */
function requireRoundTrip(root: string, { name, plan }: InteropModel): void {
  const different = kerasRoundTrip(plan, readFileSync(join(root, name, 'keras.model.json'), 'utf8'));
  if (different.length > 0) throw new Error(`${name}, imported from Keras's JSON: ${different.join('\n')}`);
}

/** Where all is certain, or all images are alike, nothing could differ. @throws Error */
function requireLively(name: string, probabilities: Float32Array): void {
  const classes = probabilities.length / IMAGES;
  const rows = Array.from({ length: IMAGES }, (_, image) =>
    probabilities.subarray(image * classes, (image + 1) * classes),
  );
  const uncertain = rows.filter((row) => Math.max(...row) < 0.9999).length;
  const largest = rows.map((row) => Math.max(...row));
  if (uncertain < IMAGES / 2 || Math.max(...largest) - Math.min(...largest) < 1e-4)
    throw new Error(`${name}: its probabilities are too certain (${uncertain} are not), or too alike, to be compared`);
}
