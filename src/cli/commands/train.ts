import type { Command } from 'commander';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { concludeRun } from '../concludeRun.js';
import { exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { withRunner } from '../openRunner.js';
import { readModelFile, requireSound } from '../readDefinition.js';
import { renderRunReport } from '../render/runReport.js';
import { runDetails } from '../runJson.js';
import { addRunnerOptions, addRunOptions, type RunOptions, trainRequestOf } from '../runOptions.js';
import { describeForTraining, prepareBackbones, prepareDataset, requireEngine } from '../setup.js';
import { trainModel } from '../trainModel.js';

/** `bakeoff train`: trains one model and prints its evaluation. */
export function registerTrainCommand(program: Command, io: Io): void {
  const command = program
    .command('train')
    .summary('train one model and evaluate it')
    .description('Trains one model by its own recipe, evaluates it on the test images, and stores the run.')
    .argument('<file>', '*.model.jsonc');
  addRunnerOptions(addRunOptions(command))
    .addHelpText(
      'after',
      '\nCtrl-C stops after the step in hand and keeps the run; pressed again it kills the training.' +
        '\n\nExamples:\n  $ bakeoff train data/cnn.model.jsonc --setup\n  $ bakeoff train data/ann.model.jsonc --epochs 3 --seed 1\n  $ bakeoff train cnn.model.jsonc --dataset idx:my-set --json > events.ndjson\n  $ bakeoff train cnn.model.jsonc --runner ray --address http://head:8265',
    )
    .action((path: string, options: RunOptions) => train(io, path, options));
}

async function train(io: Io, path: string, options: RunOptions): Promise<void> {
  const notice = 'Stopping after this step; the run is kept.';
  const run = await withInterrupt(io, notice, async (signal, interrupt) => {
    const dataset = datasetIdOf(options.dataset);
    const described = await describeForTraining(io, dataset, { ...options, signal });
    const model = requireSound(io, await readModelFile(path, described.target));
    // What a cluster trains with is on its workers.
    if (options.runner !== 'ray') await requireEngine(io, { ...options, signal });
    await prepareDataset(io, described.dataset, { ...options, signal });
    if (options.runner !== 'ray') await prepareBackbones(io, model, { ...options, signal });
    const request = trainRequestOf(model, dataset, options);
    const { checksum } = described.dataset;
    const job = {
      request,
      modelName: model.definition.name,
      prefix: '',
      runsRoot: options.runs,
      imagesChecksum: checksum,
    };
    return withRunner(io, options, signal, (runner) => trainModel(io, job, runner, interrupt));
  });
  const { state, folder, runId } = run;
  if (io.json) writeJson(io, runDetails(run));
  else writeLine(io, renderRunReport(state, { columns: io.columns, color: io.color, folder }));
  concludeRun(io, run);
  if (io.exitCode === exitCodes.ok && !io.json)
    writeLine(io, `\nNext:\n  bakeoff runs show ${runId} --errors 20\n  bakeoff predict ${runId} IMAGE.png`);
}
