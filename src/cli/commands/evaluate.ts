import type { Command } from 'commander';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { readRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import type { EvaluateMessage } from '../../runs/trainerMessages.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { renderEvaluationReport } from '../render/evaluationReport.js';
import { datasetOption, runsOption } from '../runOptions.js';
import { doTrainerTask } from '../trainerTask.js';

interface EvaluateOptions {
  readonly dataset?: string;
  readonly runs: string;
}

/** `bakeoff evaluate`: measures a stored model again, on its own dataset's test images or on another's. */
export function registerEvaluateCommand(program: Command, io: Io): void {
  program
    .command('evaluate')
    .summary('measure a trained model again, also on another dataset')
    .description(
      'Runs the model of a stored run on the test images of its dataset, or of another with the same shape and classes.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(datasetOption())
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff evaluate cnn\n  $ bakeoff evaluate latest --dataset idx:other-images --json',
    )
    .action((text: string, options: EvaluateOptions) => evaluate(io, text, options));
}

async function evaluate(io: Io, text: string, options: EvaluateOptions): Promise<void> {
  const run = await readRun((await resolveRun(options.runs, text)).folder);
  const { dataset, metrics } = await doTrainerTask<EvaluateMessage>(io, run, {
    type: 'evaluate',
    runFolder: run.folder,
    ...(options.dataset === undefined ? {} : { dataset: datasetIdOf(options.dataset) }),
  });
  if (io.json) writeJson(io, { type: 'evaluation', runId: run.runId, dataset, ...metrics });
  else writeLine(io, renderEvaluationReport(run, dataset, metrics, io));
}
