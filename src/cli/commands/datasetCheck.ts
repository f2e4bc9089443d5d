import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Dataset } from '../../core/dataset.js';
import type { DatasetFindings, DuplicateFindings } from '../../core/honesty/findings.js';
import { DEFAULT_SIMILARITY } from '../../core/honesty/nearDuplicates.js';
import { FOLD_COUNTS } from '../../core/training/folds.js';
import { checkImages } from '../../datasets/checkImages.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { findingsSheet } from '../../datasets/findingsSheet.js';
import { loadDataset } from '../../datasets/index.js';
import { readFindings, writeFindings } from '../../runs/findingsStore.js';
import { checkLabels } from '../checkLabels.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { findingsJson, renderFindings } from '../render/findings.js';
import { addTrainingOptions, type RunOptions, wholeNumber } from '../runOptions.js';
import { savePicture } from '../savePicture.js';

/** What is asked of `bakeoff dataset check`. */
export interface CheckOptions extends Omit<RunOptions, 'dataset'> {
  readonly folder?: string;
  readonly labels?: boolean;
  readonly model?: string;
  readonly folds: number;
  readonly similarity: number;
  readonly top: number;
  readonly scale: number;
  readonly out?: string;
  readonly again?: boolean;
}

/** Makes a command with an id `bakeoff dataset check`. */
export function registerDatasetCheck(command: Command, io: Io): void {
  command
    .summary('look for duplicates, leaks and wrong labels')
    .description(
      'Looks for images that are there more than once, exactly or nearly, and for test images that are also training ' +
        'images. With --labels it also trains a model once for each fold, on the other folds, and says which labels are ' +
        'probably wrong. What is found is kept beside the runs, and bakeoff compare scores models without it.',
    )
    .option('--labels', 'look for wrong labels: trains --model once for each fold; done folds are used again')
    .option('--model <file>', '*.model.jsonc that judges the labels')
    .addOption(
      new Option('--folds <n>', 'parts that the training images are cut into')
        .argParser(wholeNumber(FOLD_COUNTS.minimum, FOLD_COUNTS.maximum))
        .default(5),
    )
    .addOption(
      new Option('--similarity <r>', 'correlation of pixels from which two images are nearly equal')
        .argParser(similarity)
        .default(DEFAULT_SIMILARITY),
    )
    .addOption(new Option('--top <n>', 'entries of each list').argParser(wholeNumber(1, 10_000)).default(10))
    .addOption(new Option('--scale <n>', 'PNG: size of a pixel of an image').argParser(wholeNumber(1, 16)).default(2))
    .option('--out <file.png>', 'also save the images in question as a PNG')
    .option('--again', 'look for duplicates anew, though what was found is known');
  addTrainingOptions(command)
    .addHelpText(
      'after',
      '\nCtrl-C stops; folds that are trained are kept, and the next call goes on from there.' +
        '\n\nExamples:\n  $ bakeoff dataset check fashion-mnist\n  $ bakeoff dataset check --labels --model data/cnn-small.model.jsonc --folds 5 --epochs 3',
    )
    .action((id: string, options: CheckOptions) => check(io, id, options));
}

async function check(io: Io, id: string, options: CheckOptions): Promise<void> {
  const { model, labels } = options;
  if (labels === true && model === undefined)
    throw new CommandError(exitCodes.usage, '--labels needs a model that judges', 'Name one with --model FILE.');
  if (labels !== true && model !== undefined)
    throw new CommandError(exitCodes.usage, '--model is for judging labels', 'Add --labels, or leave it out.');
  if (labels === true && options.folder !== undefined)
    throw new CommandError(
      exitCodes.usage,
      '--folder does not go with --labels: trainings look for the files themselves',
      'Name the folder as idx:DIR, or by the environment variable of the dataset.',
    );
  const datasetId = datasetIdOf(id);
  await withInterrupt(io, 'Stopping; what is done is kept.', async (signal, interrupt) => {
    const dataset = await loadDataset(datasetId, { folder: options.folder, signal });
    const known = await readFindings(options.runs, dataset.checksum);
    const duplicates = await duplicatesOf(io, dataset, known, options, signal);
    const found = model === undefined ? known.labels : await checkLabels(io, { ...options, model, dataset }, interrupt);
    const findings = { duplicates, ...(found === undefined ? {} : { labels: found }) };
    if (options.out !== undefined) {
      const path = resolve(options.out);
      await savePicture(path, findingsSheet(dataset, findings, options));
      if (!io.json) writeNote(io, `Saved ${path}`);
    }
    if (io.json) writeJson(io, findingsJson(dataset, findings));
    else writeLine(io, renderFindings(dataset, findings, { columns: io.columns, color: io.color, top: options.top }));
  });
}

async function duplicatesOf(
  io: Io,
  dataset: Dataset,
  known: DatasetFindings,
  { similarity, again, runs }: CheckOptions,
  signal: AbortSignal,
): Promise<DuplicateFindings> {
  if (again !== true && known.duplicates?.similarity === similarity) return known.duplicates;
  let told = 0;
  const breathe = async (done: number, total: number) => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const share = Math.floor((10 * done) / total);
    if (io.json || share <= told) return;
    told = share;
    writeNote(io, `Comparing images: ${10 * share} %`);
  };
  const found = await checkImages(dataset, { similarity, breathe, time: Date.now() });
  await writeFindings(runs, found);
  return found;
}

function similarity(text: string): number {
  const value = Number(text);
  if (/^0?\.\d+$/.test(text) && value >= 0.5 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number from 0.5 to less than 1, such as 0.99.');
}
