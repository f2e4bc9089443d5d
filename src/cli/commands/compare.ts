import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { expandComparison } from '../../core/definition/expandComparison.js';
import { printable } from '../../core/format.js';
import { comparisonJson, exportComparison } from '../../core/report/exportComparison.js';
import { compareRuns } from '../../core/run/comparison.js';
import type { RunRequest } from '../../core/run/request.js';
import { DatasetError } from '../../datasets/datasetError.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { openRecordedDataset } from '../../datasets/recordedDataset.js';
import { honestReport } from '../../runs/honestReport.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { textHash } from '../../runs/textHash.js';
import { allowOutsideOption } from '../boundary.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Interrupt, withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import {
  type ComparisonFile,
  formatFileProblems,
  hasErrors,
  isComparisonPath,
  problemsError,
  readComparisonFile,
  readModelFile,
  requireSound,
  type SoundModel,
} from '../readDefinition.js';
import { renderComparison } from '../render/comparisonReport.js';
import { honestMarkdown, renderHonestReport } from '../render/honestReport.js';
import { addRunOptions, type RunOptions, recipeOf } from '../runOptions.js';
import { describeForTraining, prepareBackbones, prepareDataset, requireEngine } from '../setup.js';
import { exitCodeOf, type TrainingJob, trainModel } from '../trainModel.js';

const formats = ['table', 'markdown', 'csv', 'json'] as const;

interface CompareOptions extends RunOptions {
  readonly format: (typeof formats)[number];
  readonly allowOutside?: boolean;
}

/** `bakeoff compare`: trains what a comparison lists, or takes stored runs, and puts them side by side. */
export function registerCompareCommand(program: Command, io: Io): void {
  const command = program
    .command('compare')
    .summary('train the models of a comparison, or take stored runs, and compare them')
    .description(
      'With a *.bakeoff.jsonc file: trains each of its models with each of its seeds, one after the other, on equal terms, ' +
        'and compares them. With runs: compares what is stored. Options that train go before what the file says.',
    )
    .argument(
      '<file|run...>',
      '*.bakeoff.jsonc, or runs: ids, their beginnings, models (their latest run), latest, paths',
    );
  addRunOptions(command)
    .addOption(allowOutsideOption())
    .addOption(new Option('--format <name>', 'how the comparison is printed').choices(formats).default('table'))
    .addHelpText(
      'after',
      '\nCtrl-C stops after the step in hand and compares what there is; pressed again it kills the training.' +
        '\n\nExamples:\n  $ bakeoff compare data/fashion-mnist.bakeoff.jsonc --setup --epochs 3\n  $ bakeoff compare ann cnn --format markdown\n  $ bakeoff compare mine.bakeoff.jsonc --format csv > comparison.csv',
    )
    .action(async (names: string[], options: CompareOptions) => {
      const [path] = names;
      if (path !== undefined && names.length === 1 && isComparisonPath(path)) await trainAndCompare(io, path, options);
      else await print(io, await storedRuns(names, options), options);
    });
}

/** Options that would change nothing about runs that are stored already, with their flags. */
const trainingFlags = {
  dataset: '--dataset',
  epochs: '--epochs',
  batchSize: '--batch-size',
  seed: '--seed',
  validationSplit: '--validation-split',
  limit: '--limit',
} as const satisfies Partial<Record<keyof RunOptions, string>>;

async function storedRuns(names: readonly string[], options: CompareOptions): Promise<StoredRun[]> {
  const file = names.find((name) => isComparisonPath(name) || /\.model\.jsonc?$/i.test(name));
  if (file !== undefined)
    throw new CommandError(
      exitCodes.usage,
      `compare takes one *.bakeoff.jsonc file, or runs; got ${names.map(printable).join(' ')}`,
      'To compare model files, list them in a *.bakeoff.jsonc file, or train each with: bakeoff train FILE',
    );
  const given = (Object.keys(trainingFlags) as (keyof typeof trainingFlags)[]).find(
    (key) => options[key] !== undefined,
  );
  if (given !== undefined)
    throw new CommandError(
      exitCodes.usage,
      `${trainingFlags[given]} is for training; stored runs are compared as they are`,
      'Leave it out, or name a *.bakeoff.jsonc file.',
    );
  const runs: StoredRun[] = [];
  for (const name of names) runs.push(await readRun((await resolveRun(options.runs, name)).folder));
  return runs;
}

async function trainAndCompare(io: Io, path: string, options: CompareOptions): Promise<void> {
  const notice = 'Stopping after this step; what has been trained is compared.';
  const runs = await withInterrupt(io, notice, async (signal, interrupt) => {
    const { allowOutside } = options;
    const comparison = await readComparisonFile(path, { allowOutside, hasOtherDataset: options.dataset !== undefined });
    if (comparison.problems.length > 0) io.stderr.write(`${formatFileProblems(io, comparison)}\n`);
    if (comparison.definition === undefined || hasErrors(comparison)) throw problemsError(comparison);
    const { definition } = comparison;
    const dataset =
      options.dataset === undefined ? datasetIdOf(definition.dataset, dirname(path)) : datasetIdOf(options.dataset);
    const described = await describeForTraining(io, dataset, { ...options, signal });
    // All models are looked at before the first is trained.
    const models: SoundModel[] = [];
    for (const modelPath of comparison.modelPaths)
      models.push(requireSound(io, await readModelFile(modelPath, described.target)));
    await requireEngine(io, { ...options, signal });
    await prepareDataset(io, described.dataset, { ...options, signal });
    for (const model of models) await prepareBackbones(io, model, { ...options, signal });
    const all = await trainAll(io, jobsOf({ ...comparison, definition }, models, dataset, options), interrupt);
    if (signal.aborted) io.exitCode = exitCodes.interrupted;
    return all;
  });
  if (runs.some(({ state }) => state.started !== undefined)) await print(io, runs, options);
  const worst = runs.map(({ state }) => state).find((state) => exitCodeOf(state) !== exitCodes.ok);
  if (worst !== undefined && io.exitCode === exitCodes.ok) io.exitCode = exitCodeOf(worst);
  if (worst?.failure !== undefined)
    throw new CommandError(io.exitCode, `a run failed: ${printable(worst.failure.message)}`);
}

function jobsOf(
  comparison: ComparisonFile & { readonly definition: NonNullable<ComparisonFile['definition']> },
  models: readonly SoundModel[],
  dataset: string,
  options: CompareOptions,
): TrainingJob[] {
  const { definition, text } = comparison;
  const { seed: onlySeed, validationSplit } = options;
  const trainings = expandComparison(definition, models, {
    seed: onlySeed,
    validationSplit,
    recipe: recipeOf(options),
  });
  const hasSeveralSeeds = onlySeed === undefined && definition.seeds.length > 1;
  return trainings.map(({ model, ...training }, index): TrainingJob => {
    const request: RunRequest = {
      definitionText: model.text,
      definitionPath: model.absolutePath,
      dataset,
      comparison: textHash(text),
      ...training,
      engine: options.engine,
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    };
    const seedText = hasSeveralSeeds ? `seed ${training.seed}  ` : '';
    const prefix = trainings.length > 1 ? `[${index + 1}/${trainings.length}] ${seedText}` : seedText;
    return { request, modelName: model.definition.name, prefix, runsRoot: options.runs };
  });
}

/** One after the other. A run that fails does not keep the others from being trained; a missing engine or dataset does. */
async function trainAll(io: Io, jobs: readonly TrainingJob[], interrupt: Interrupt): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const job of jobs) {
    const run = await trainModel(io, job, interrupt);
    runs.push(run);
    if (interrupt.signal.aborted || exitCodeOf(run.state) === exitCodes.unavailable) break;
  }
  const left = jobs.length - runs.length;
  if (left > 0 && !io.json) writeNote(io, `${left} of ${jobs.length} runs were not begun.`);
  return runs;
}

async function print(io: Io, runs: readonly StoredRun[], { format, runs: root }: CompareOptions): Promise<void> {
  const states = runs.map(({ state }) => state);
  const honest = await honestReport(root, runs, testLabelsOf).catch((error: unknown) => withoutImages(io, error));
  if (io.json)
    writeJson(io, { ...comparisonJson(compareRuns(states), states), ...(honest === undefined ? {} : { honest }) });
  else if (format === 'table') writeLine(io, renderComparison(compareRuns(states), states, io));
  else io.stdout.write(exportComparison(states, format));
  if (io.json || honest === undefined) return;
  if (format === 'table') writeLine(io, `\n${renderHonestReport(honest, io)}`);
  if (format === 'markdown') io.stdout.write(`\n${honestMarkdown(honest)}\n`);
}

async function testLabelsOf({ state }: StoredRun): Promise<Uint8Array> {
  const { started } = state;
  if (started === undefined) return new Uint8Array();
  const dataset = await openRecordedDataset({ id: started.request.dataset, description: started.dataset });
  return dataset.labels('test');
}

/** Images that are gone keep nobody from comparing what is stored. */
function withoutImages(io: Io, error: unknown): undefined {
  if (!(error instanceof DatasetError)) throw error;
  writeNote(io, `Note: scores without images in doubt cannot be told: ${printable(error.summary)}`);
}
