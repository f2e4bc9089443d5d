import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { questionText } from '../../core/explain/mapFigure.js';
import { hasMapLayers } from '../../core/explain/mapLayers.js';
import { formatCount, printable } from '../../core/format.js';
import { rankClasses } from '../../core/metrics/rankClasses.js';
import { imagesOfSplit } from '../../core/training/split.js';
import { mapSheet } from '../../datasets/mapSheet.js';
import { loadRecordedDataset } from '../../datasets/recordedDataset.js';
import { imageAt } from '../../datasets/sampleImages.js';
import type { ClassifyMessage } from '../../runs/explainMessages.js';
import { readRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type ExplainedSample, explainedMap, likeImages } from '../explainSample.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { renderExplanation } from '../render/explanation.js';
import { runsOption, wholeNumber } from '../runOptions.js';
import { doTrainerTasks } from '../trainerTask.js';

interface ExplainOptions {
  readonly runs: string;
  readonly image: number;
  readonly split: 'train' | 'test';
  readonly occlusion?: true;
  readonly layer?: string;
  readonly class?: string;
  readonly against?: string;
  readonly out?: string;
  readonly nearest: boolean;
}

const TOP = 5;

/** `bakeoff explain`: where a stored model looks in an image, and what it finds like it. */
export function registerExplainCommand(program: Command, io: Io): void {
  program
    .command('explain')
    .summary('say where a trained model looks in an image of its dataset')
    .description(
      "Prints the most probable classes of an image of the run's dataset, where the model finds what speaks for a class – by " +
        'Grad-CAM in a layer with rows and columns, or by hiding parts of the image – and the training images that are most ' +
        'like it to the model. For these the features of all training images are computed once and kept.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(
      new Option('--image <n>', "number of the image in the dataset's split, from 0")
        .argParser(wholeNumber(0, 2 ** 31 - 1))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--split <split>', 'which images are counted').choices(['test', 'train']).default('test'))
    .option('--layer <name>', 'layer of the Grad-CAM; else where the last convolution ends')
    .option('--occlusion', 'hide parts of the image instead; models without convolutions do in any case')
    .option('--class <name|n>', 'class that is spoken for; else the predicted one')
    .option('--against <name|n>', 'class that it is told from')
    .option('--out <file.png>', 'save image, map and both as a picture')
    .option('--no-nearest', 'leave the training images out')
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff explain cnn --image 17 --out why.png\n' +
        '  $ bakeoff explain latest --image 17 --layer conv2 --class Shirt --against Coat --json',
    )
    .action((text: string, options: ExplainOptions) => explain(io, text, options));
}

async function explain(io: Io, text: string, options: ExplainOptions): Promise<void> {
  const run = await readRun((await resolveRun(options.runs, text)).folder);
  const { started } = run.state;
  if (started === undefined)
    throw new CommandError(exitCodes.problems, `the run ${run.runId} does not say which images it used`);
  if (options.occlusion === true && options.layer !== undefined)
    throw new CommandError(exitCodes.usage, '--layer is for Grad-CAM; parts are hidden from the whole model');
  const { imageShape, classNames } = started.dataset;
  const forClass = options.class === undefined ? undefined : classOf(options.class, classNames);
  const against = options.against === undefined ? undefined : classOf(options.against, classNames);
  const dataset = await loadRecordedDataset({ id: started.request.dataset, description: started.dataset });
  const { split, image: number } = options;
  const { count, labels } = dataset[split];
  if (number >= count)
    throw new CommandError(
      exitCodes.usage,
      `there is no ${split} image ${number}`,
      `Name one of 0 to ${formatCount(count - 1)}.`,
    );
  const bytes = imageAt(dataset, split, number);
  const result = await doTrainerTasks(io, run, async (ask) => {
    const image = Buffer.from(bytes).toString('base64');
    const of = { runFolder: run.folder, imageShape } as const;
    const { probabilities } = await ask<ClassifyMessage>({ type: 'classify', ...of, images: [image] });
    const ranked = rankClasses(probabilities[0] ?? [], classNames);
    const classIndex = forClass ?? ranked[0]?.index ?? 0;
    const sample: ExplainedSample = {
      ...of,
      image,
      classIndex,
      ...(against === undefined ? {} : { against }),
      of: questionText({ classIndex, ...(against === undefined ? {} : { against }) }, classNames),
      dataset,
      trainImages: imagesOfSplit('train', { train: dataset.train.count, test: dataset.test.count }, started.request),
    };
    const isOccluded = options.occlusion === true || (options.layer === undefined && !hasMapLayers(started.layers));
    const map = await explainedMap(ask, sample, isOccluded ? 'occlusion' : { layer: options.layer });
    const except = split === 'train' ? number : undefined;
    const nearest = options.nearest ? await likeImages(io, ask, sample, except) : undefined;
    return { top: ranked.slice(0, TOP), map, nearest, classIndex };
  });
  const { top, map, nearest } = result;
  const file = options.out === undefined ? undefined : path.resolve(options.out);
  if (file !== undefined) await save(file, mapSheet(bytes, imageShape, map.figure.map));
  const label = labels[number] ?? 0;
  if (io.json) {
    const { peak, trough, scale, height, width } = map.figure.map;
    writeJson(io, {
      type: 'explanation',
      runId: run.runId,
      split,
      image: number,
      label,
      labelName: classNames[label],
      classes: top,
      map: {
        kind: map.kind,
        ...(map.layer === undefined ? {} : { layer: map.layer }),
        classIndex: result.classIndex,
        ...(against === undefined ? {} : { against }),
        height,
        width,
        scale,
        peak: peak ?? null,
        trough: trough ?? null,
        facts: map.figure.facts,
      },
      ...(nearest === undefined ? {} : { nearest }),
      ...(file === undefined ? {} : { file }),
    });
    return;
  }
  writeLine(io, renderExplanation({ split, image: number, labelName: classNames[label] ?? '', top, map, nearest }, io));
  if (file !== undefined) writeNote(io, `Saved ${printable(file)}`);
}

/** A class by its name, or by its number. @throws CommandError when there is none. */
function classOf(text: string, classNames: readonly string[]): number {
  const byName = classNames.findIndex((name) => name.toLowerCase() === text.toLowerCase());
  if (byName >= 0) return byName;
  const index = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (index >= 0 && index < classNames.length) return index;
  const names = classNames.slice(0, 20).map(printable).join(', ');
  throw new CommandError(exitCodes.usage, `there is no class "${printable(text)}"`, `The classes are ${names}.`);
}

async function save(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.usage, `cannot save the picture: ${reason}`, 'Name another file with --out.');
  }
}
