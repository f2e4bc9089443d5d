import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { formatCount, printable } from '../../core/format.js';
import { contactSheet } from '../../datasets/contactSheet.js';
import { DEFAULT_DATASET, datasetProviders, fetchDataset, loadDataset } from '../../datasets/index.js';
import { chooseSamples, type SplitName } from '../../datasets/sampleImages.js';
import { type TerminalColors, terminalSheet } from '../../datasets/terminalSheet.js';
import { type AugmentedDataset, augmentedDataset } from '../augmentedDataset.js';
import { createFetchReporter } from '../fetchReporter.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { datasetInfoJson, renderDatasetInfo } from '../render/datasetInfo.js';
import { wholeNumber } from '../runOptions.js';
import { savePicture } from '../savePicture.js';
import { registerDatasetCheck } from './datasetCheck.js';
import { registerJudgements } from './datasetJudgements.js';

/** Width of pictures that go to a file or a pipe. */
const PLAIN_COLUMNS = 80;

interface FolderOptions {
  readonly folder?: string;
}

interface ShowOptions extends FolderOptions {
  readonly split: SplitName;
  readonly perClass: number;
  readonly seed: number;
  readonly scale: number;
  readonly out?: string;
  readonly augment?: string;
}

/** Adds `bakeoff dataset info|show|check|judgements|fetch`. */
export function registerDatasetCommand(program: Command, io: Io): void {
  const command = program.command('dataset').description('look at a dataset, or fetch it');
  command.addHelpText('after', `\nDatasets:\n${describeProviders()}`);

  addCommon(command.command('info').description('source, counts, classes, checksum and duplicates')).action(
    (id: string, options: FolderOptions) => showInfo(io, id, options),
  );

  addCommon(command.command('show').description('images of each class, in the terminal or as a PNG'))
    .addOption(new Option('--split <name>', 'which images').choices(['train', 'test']).default('train'))
    .addOption(new Option('--per-class <n>', 'images of each class').argParser(wholeNumber(1, 100)).default(10))
    .addOption(new Option('--seed <n>', 'another seed, other images').argParser(wholeNumber(0, 2 ** 31 - 1)).default(0))
    .addOption(new Option('--scale <n>', 'PNG: size of a pixel of an image').argParser(wholeNumber(1, 16)).default(2))
    .option('--out <file.png>', 'save a PNG instead of printing')
    .option('--augment <file>', 'one image of each class, then as a training of this definition sees it')
    .action((id: string, options: ShowOptions) => showSamples(io, id, options));

  registerDatasetCheck(addCommon(command.command('check')), io);
  registerJudgements(addCommon(command.command('judgements')), io);

  addCommon(command.command('fetch').description('bring a published dataset into the user cache')).action(
    (id: string, options: FolderOptions) => fetchToCache(io, id, options),
  );
}

function addCommon(command: Command): Command {
  return command
    .argument('[id]', 'an id as below, or the path of a folder with images', DEFAULT_DATASET)
    .option('--folder <dir>', 'where the files of a published dataset are');
}

function describeProviders(): string {
  const width = Math.max(...datasetProviders.map(({ idPattern }) => idPattern.length));
  return datasetProviders
    .map(({ idPattern, description }) => `  ${idPattern.padEnd(width)}  ${description}`)
    .join('\n');
}

async function showInfo(io: Io, id: string, { folder }: FolderOptions): Promise<void> {
  const dataset = await loadDataset(id, { folder });
  if (io.json) writeJson(io, datasetInfoJson(dataset));
  else writeLine(io, renderDatasetInfo(dataset, io.columns, io.color));
}

async function showSamples(io: Io, id: string, options: ShowOptions): Promise<void> {
  const loaded = await loadDataset(id, { folder: options.folder });
  const { augment, ...choice } = options;
  const augmented = augment === undefined ? undefined : await augmentedDataset(io, loaded, augment, choice);
  const dataset = augmented?.dataset ?? loaded;
  if (options.out !== undefined) {
    const path = resolve(options.out);
    await savePicture(path, contactSheet(dataset, options));
    if (!io.json) writeNote(io, `Saved ${printable(path)}`);
  }
  if (io.json) {
    const indices = augmented === undefined ? chooseSamples(dataset, options) : indicesOf(augmented);
    const classes = dataset.classNames.map((name, label) => ({ name, indices: indices[label] ?? [] }));
    const { split, seed, out } = options;
    writeJson(io, {
      type: 'samples',
      dataset: dataset.id,
      name: dataset.name,
      split,
      seed,
      classes,
      ...(augmented === undefined ? {} : { augmentedBy: augmented.layers }),
      ...(out === undefined ? {} : { out: resolve(out) }),
    });
  } else if (options.out === undefined) {
    const columns = Number.isFinite(io.columns) ? io.columns : PLAIN_COLUMNS;
    const { count } = loaded[options.split];
    const title = `${dataset.name}: ${formatCount(count)} ${options.split === 'train' ? 'training' : 'test'} images`;
    writeLine(io, io.color.bold(printable(title)));
    if (augmented !== undefined) writeLine(io, augmentedText(augmented));
    const lines = terminalSheet(dataset, { ...options, columns, colors: colorsOf(io) });
    for (const line of lines) writeLine(io, line);
  }
}

function augmentedText({ layers }: AugmentedDataset): string {
  return `Of each class one image as it is, then as training sees it after ${printable(layers.join(', '))}`;
}

function indicesOf({ dataset, shown }: AugmentedDataset): readonly (readonly number[])[] {
  return dataset.classNames.map((_, label) => shown.flatMap((each) => (each.label === label ? [each.image] : [])));
}

async function fetchToCache(io: Io, id: string, { folder }: FolderOptions): Promise<void> {
  const reporter = createFetchReporter(io);
  const work = (signal: AbortSignal) =>
    fetchDataset(id, { folder, signal, onProgress: reporter.report }).finally(reporter.end);
  const outcome = await withInterrupt(io, 'Stopping; what has come is kept for the next time.', work);
  if (io.json) writeJson(io, { type: 'fetched', ...outcome });
  else if (outcome.fetched) writeLine(io, `Fetched from ${outcome.from} into ${printable(outcome.source.location)}`);
  else writeLine(io, `Already there, whole and checked: ${printable(outcome.source.location)}`);
}

/** What the terminal can show; a file or a pipe gets characters unless colours were asked for. */
function colorsOf(io: Io): TerminalColors {
  if (!io.color.isColorSupported) return 'none';
  const depth = process.stdout.isTTY === true ? process.stdout.getColorDepth() : 8;
  return depth >= 24 ? 'true' : depth >= 8 ? 'palette' : 'none';
}
