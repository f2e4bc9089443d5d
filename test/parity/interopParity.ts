import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/core/dataset.js';
import type { Engine } from '../../src/core/engine.js';
import type { ExportFormatId } from '../../src/core/interop/exportFormats.js';
import { ModelSession } from '../../src/core/training/modelSession.js';
import { exporters } from '../../src/interop/index.js';
import { writeExport } from '../../src/interop/writeExport.js';
import { exportSourceOf } from '../support/exportSource.js';
import { type InteropModel, interopModels } from '../support/interopModels.js';
import { runPython } from './kerasCases.js';

/** Largest absolute difference of a probability between this product and a program that read its export. */
export const EXPORT_TOLERANCE = 1e-5;

/** Images that are predicted by each. */
const IMAGES = 100;

/** Which script reads which format, and in which environment. */
const readers: readonly { readonly format: ModelFormat; readonly script: string; readonly isReference: boolean }[] = [
  { format: 'savedmodel', script: 'run_savedmodel.py', isReference: true },
  { format: 'onnx', script: 'run_onnx.py', isReference: false },
];

type ModelFormat = keyof typeof exporters & ExportFormatId;

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
    writeFileSync(join(root, 'images.bin'), images);
    const cases = { names: models.map(({ name }) => name), images: [IMAGES, ...dataset.imageShape] };
    writeFileSync(join(root, 'cases.json'), JSON.stringify(cases));
    for (const model of models) await writeExports(join(root, model.name), model);
    for (const { format, script, isReference } of readers) {
      log(`${format}: ${models.length} exported models…`);
      await runPython(isReference ? python : readersPython, [join(scripts, script), root]);
    }
    const compared: ExportComparison[] = [];
    for (const model of models) {
      const own = await predict(engine, model, images);
      for (const { format } of readers) compared.push(compare(root, model.name, format, own));
    }
    return compared;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function writeExports(folder: string, model: InteropModel): Promise<void> {
  mkdirSync(folder);
  const source = exportSourceOf(model);
  for (const { format } of readers)
    await writeExport(join(folder, format), exporters[format](source), { overwrites: false });
}

async function predict(engine: Engine, { plan, definition, weights }: InteropModel, images: Uint8Array) {
  const session = await ModelSession.create(engine, plan, definition.recipe.optimizer);
  try {
    await session.initializeFrom(weights);
    return await session.predictImages(images, IMAGES);
  } finally {
    session.dispose();
  }
}

function compare(root: string, name: string, format: ModelFormat, own: Float32Array): ExportComparison {
  const bytes = new Uint8Array(readFileSync(join(root, name, `${format}.bin`)));
  const theirs = new Float32Array(bytes.buffer);
  const difference =
    theirs.length === own.length
      ? own.reduce((most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? Number.NaN))), 0)
      : Number.NaN;
  return { name, format, difference };
}
