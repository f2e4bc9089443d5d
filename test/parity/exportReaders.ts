import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VariableValues } from '../../src/core/training/modelSession.js';
import type { exporters } from '../../src/interop/index.js';
import { runPython } from './kerasCases.js';

/** Formats that hold a model. */
export type ModelFormat = Exclude<keyof typeof exporters, 'tensorboard'>;

/** Which script reads which format, and in which environment; TensorFlow.js runs in this process. */
export const exportReaders: readonly {
  readonly format: Exclude<ModelFormat, 'tfjs'>;
  readonly script: string;
  readonly isReference: boolean;
}[] = [
  { format: 'savedmodel', script: 'run_savedmodel.py', isReference: true },
  { format: 'onnx', script: 'run_onnx.py', isReference: false },
  { format: 'keras', script: 'run_keras_code.py', isReference: true },
  { format: 'pytorch', script: 'run_torch_code.py', isReference: true },
];

/** Interpreters and scripts. */
export interface ExportPythons {
  /** Interpreters: with the references, and with the readers of exports. */
  readonly python: string;
  readonly readersPython: string;
  /** Folder of the Python scripts. */
  readonly scripts: string;
}

/** What the scripts are told of models whose exports lie in `ROOT/NAME/FORMAT` (see interop_exchange.py). */
export interface ExportCases {
  readonly names: readonly string[];
  /** Count, height, width, channels. */
  readonly shape: readonly number[];
  readonly images: Uint8Array;
  readonly labels: readonly number[];
  /** How many numbers each model has, statistics among them. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Whose exported programs also train. */
  readonly trained: readonly string[];
}

/** Writes what is to be predicted into `root`. */
export function writeExportCases(root: string, { images, shape, labels, ...cases }: ExportCases): void {
  writeFileSync(join(root, 'images.bin'), images);
  writeFileSync(join(root, 'cases.json'), JSON.stringify({ ...cases, images: shape, labels }));
}

/** Has the program of one format read and predict all of its exports in `root`. @throws Error with what it said. */
export async function readExports(
  root: string,
  { script, isReference }: (typeof exportReaders)[number],
  { python, readersPython, scripts }: ExportPythons,
): Promise<void> {
  await runPython(isReference ? python : readersPython, [join(scripts, script), root]);
}

/** Probabilities that a program gave, row by row. */
export function readProbabilities(root: string, name: string, format: ModelFormat): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(join(root, name, `${format}.bin`))).buffer);
}

/** Largest absolute difference; NaN where there are not as many. */
export function largestDifference(own: Float32Array, theirs: Float32Array): number {
  if (theirs.length !== own.length) return Number.NaN;
  return own.reduce((most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? Number.NaN))), 0);
}

/** How many numbers a model has, statistics among them. */
export function countOfNumbers(weights: VariableValues): number {
  return Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
}
