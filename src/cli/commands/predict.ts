import { type Command, Option } from 'commander';
import { toModelImage } from '../../core/image/toModelImage.js';
import { rankClasses } from '../../core/metrics/rankClasses.js';
import { readRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import type { PredictMessage } from '../../runs/trainerMessages.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { readPicture } from '../readPicture.js';
import { renderPrediction } from '../render/prediction.js';
import { runsOption, wholeNumber } from '../runOptions.js';
import { doTrainerTask } from '../trainerTask.js';

interface PredictOptions {
  readonly runs: string;
  readonly top: number;
  readonly invert?: boolean;
}

/** `bakeoff predict`: what a stored model takes pictures for. */
export function registerPredictCommand(program: Command, io: Io): void {
  program
    .command('predict')
    .summary('say what a trained model takes a picture for')
    .description(
      "Prints the most probable classes of PNG and JPEG pictures. A picture of any size is fitted into the model's input: " +
        'proportions kept, size changed by area averaging, the rest black; colour becomes grey by its luma where the model ' +
        'takes grey; what is transparent becomes black.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .argument('<image...>', 'PNG or JPEG files')
    .addOption(runsOption())
    .addOption(new Option('--top <n>', 'classes to print').argParser(wholeNumber(1, 1_000)).default(5))
    .option('--invert', 'the object is dark on light: take the negative (datasets here are light on black)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff predict cnn shirt.png\n  $ bakeoff predict latest photos/*.png --invert --json',
    )
    .action((text: string, files: string[], options: PredictOptions) => predict(io, text, files, options));
}

async function predict(io: Io, text: string, files: readonly string[], options: PredictOptions): Promise<void> {
  const run = await readRun((await resolveRun(options.runs, text)).folder);
  const imageShape = run.state.started?.dataset.imageShape;
  if (imageShape === undefined)
    throw new CommandError(exitCodes.problems, `the run ${run.runId} does not say what its model takes`);
  const images: string[] = [];
  for (const file of files) {
    const image = toModelImage(await readPicture(file), imageShape, { invert: options.invert === true });
    images.push(Buffer.from(image).toString('base64'));
  }
  const { classNames, probabilities } = await doTrainerTask<PredictMessage>(io, run, {
    type: 'predict',
    runFolder: run.folder,
    imageShape,
    images,
  });
  files.forEach((file, index) => {
    const ranked = rankClasses(probabilities[index] ?? [], classNames).slice(0, options.top);
    if (io.json) writeJson(io, { type: 'prediction', runId: run.runId, file, classes: ranked });
    else writeLine(io, renderPrediction(file, ranked, io.color));
  });
}
