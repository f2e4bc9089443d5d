import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/core/dataset.js';
import { predictedClass } from '../../src/core/metrics/prediction.js';
import type { ExportSource } from '../../src/interop/exporter.js';
import { exportRunToFiles } from '../../src/interop/exportRunToFiles.js';
import { exporters } from '../../src/interop/index.js';
import { readExportSource } from '../../src/interop/readExportSource.js';
import { readPredictions } from '../../src/runs/predictionsFile.js';
import { cliRun } from '../support/cliRun.js';
import { predictByTfjs } from '../support/tfjsModel.js';
import {
  countOfNumbers,
  type ExportPythons,
  exportReaders,
  largestDifference,
  type ModelFormat,
  readExports,
  readProbabilities,
  writeExportCases,
} from './exportReaders.js';

/**
 * Largest absolute difference of a probability: that of float32 sums in another order, through networks that are certain of
 * their answers, as trained ones are.
 */
export const TRAINED_TOLERANCE = 2e-5;

/** Images that are predicted by each. */
const IMAGES = 1000;

/** What is trained: dense layers alone; convolutions with normalizations, whose statistics are now those of images. */
const models = ['ann', 'cnn-small'];

/** What one program makes of a trained model, beside what is stored in the run. */
export interface TrainedComparison {
  readonly name: string;
  readonly format: ModelFormat;
  /** How often the stored predictions are right, of all that were compared. */
  readonly accuracy: number;
  /** Images that get another class. */
  readonly otherClasses: number;
  /** Largest absolute difference of a probability; NaN where nothing came out. */
  readonly difference: number;
}

export interface TrainedParityOptions extends ExportPythons {
  /** Folder of the repository, which is built. */
  readonly root: string;
  readonly dataset: Dataset;
  readonly formats: readonly ModelFormat[];
  readonly log: (line: string) => void;
}

/**
 * Trains through the command line, exports the runs as a person does, and has other programs predict the test images whose
 * predictions the run folders hold.
 */
export async function trainedParity(options: TrainedParityOptions): Promise<readonly TrainedComparison[]> {
  const { dataset, formats, log } = options;
  const exchange = mkdtempSync(join(tmpdir(), 'bakeoff-trained-'));
  const shape = [IMAGES, ...dataset.imageShape];
  const images = dataset.test.images.slice(
    0,
    shape.reduce((product, side) => product * side, 1),
  );
  const labels = [...dataset.test.labels.slice(0, IMAGES)];
  try {
    const runs: TrainedRun[] = [];
    for (const name of models) {
      log(`${name}: a short training, its exports…`);
      runs.push(await trainAndExport(name, exchange, options));
    }
    const parameters = Object.fromEntries(runs.map(({ name, source }) => [name, countOfNumbers(source.weights)]));
    writeExportCases(exchange, { names: models, images, shape, labels, parameters, trained: [] });
    const compared: TrainedComparison[] = [];
    for (const format of formats) {
      const reader = exportReaders.find((each) => each.format === format);
      if (reader !== undefined) await readExports(exchange, reader, options);
      for (const { name, source, stored } of runs) {
        const theirs =
          reader === undefined
            ? await predictByTfjs(
                exporters.tfjs(source),
                { data: images, shape },
                'wasm',
                `${join(options.root, 'dist')}/`,
              )
            : readProbabilities(exchange, name, format);
        compared.push({ name, format, ...comparePredictions(stored, theirs, labels) });
      }
    }
    return compared;
  } finally {
    rmSync(exchange, { recursive: true, force: true });
  }
}

interface TrainedRun {
  readonly name: string;
  readonly source: ExportSource;
  /** Of the first test images, as the run's folder has them. */
  readonly stored: Float32Array;
}

/** Leaves the exports in `EXCHANGE/NAME/FORMAT`. */
async function trainAndExport(
  name: string,
  exchange: string,
  { root, formats }: TrainedParityOptions,
): Promise<TrainedRun> {
  const definition = join(root, 'data', `${name}.model.jsonc`);
  const run = await cliRun(join(root, 'dist', 'cli.cjs'), [definition, '--limit', '5000', '--epochs', '3']);
  try {
    mkdirSync(join(exchange, name));
    for (const { format } of exportReaders.filter((each) => formats.includes(each.format)))
      await exportRunToFiles(run.folder, format, { out: join(exchange, name, format), overwrites: false });
    const source = await readExportSource(run.folder);
    const { probabilities, classCount } = await readPredictions(run.folder, source.state);
    return { name, source, stored: probabilities.slice(0, IMAGES * classCount) };
  } finally {
    rmSync(run.runsFolder, { recursive: true, force: true });
  }
}

function comparePredictions(stored: Float32Array, theirs: Float32Array, labels: readonly number[]) {
  const classCount = stored.length / labels.length;
  const classes = labels.map((_, image) => predictedClass(stored, image, classCount));
  return {
    accuracy: classes.filter((predicted, image) => predicted === labels[image]).length / labels.length,
    otherClasses: classes.filter((predicted, image) => predicted !== predictedClass(theirs, image, classCount)).length,
    difference: largestDifference(stored, theirs),
  };
}

/** Whether the other program predicts what is stored, and the model had learned something by which it could be told. */
export function isSame({ accuracy, otherClasses, difference }: TrainedComparison): boolean {
  return accuracy > 0.5 && otherClasses === 0 && difference <= TRAINED_TOLERANCE;
}
