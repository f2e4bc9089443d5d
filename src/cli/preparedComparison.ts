import { dirname } from 'node:path';
import type { ComparisonDefinition } from '../core/definition/definition.js';
import type { Seeds } from '../core/definition/seedsOption.js';
import { datasetIdOf } from '../datasets/datasetId.js';
import { checkSweep, type TrainedModel, trainedModels } from './checkSweep.js';
import { roundsOf } from './comparisonRounds.js';
import type { DescribedTarget } from './datasetTarget.js';
import { CommandError, exitCodes } from './exitCodes.js';
import type { Io } from './io.js';
import {
  type ComparisonFile,
  formatFileProblems,
  hasErrors,
  problemsError,
  readComparisonFile,
  readModelFile,
  requireSound,
  type SoundModel,
} from './readDefinition.js';
import type { RunOptions } from './runOptions.js';
import { describeForTraining, prepareBackbones, prepareDataset, requireEngine } from './setup.js';
import type { TrainingJob } from './trainModel.js';

/** What commands that train comparisons are told. */
export interface ComparisonRunOptions extends RunOptions {
  readonly allowOutside?: boolean;
  /** In place of those of the file. */
  readonly seeds?: Seeds;
}

/** A comparison without errors, its models, and the trainings that it stands for. */
export interface PreparedComparison {
  readonly file: ComparisonFile;
  readonly definition: ComparisonDefinition;
  /** As a request has it. */
  readonly dataset: string;
  readonly described: DescribedTarget;
  /** As they are trained: of one that a sweep varies its variants. */
  readonly models: readonly TrainedModel[];
  /** Rounds of one seed each, in each a job for each model. */
  readonly rounds: readonly (readonly TrainingJob[])[];
}

/**
 * Reads a comparison and all its models before anything is trained; problems are printed.
 * @throws CommandError for errors in one of the files, DatasetError
 */
export async function readComparison(
  io: Io,
  path: string,
  options: ComparisonRunOptions,
  signal: AbortSignal,
): Promise<PreparedComparison> {
  const { allowOutside } = options;
  const file = await readComparisonFile(path, { allowOutside, hasOtherDataset: options.dataset !== undefined });
  if (file.problems.length > 0) io.stderr.write(`${formatFileProblems(io, file)}\n`);
  if (file.definition === undefined || hasErrors(file)) throw problemsError(file);
  const definition = withSeeds(file.definition, options.seeds);
  const dataset =
    options.dataset === undefined ? datasetIdOf(definition.dataset, dirname(path)) : datasetIdOf(options.dataset);
  const described = await describeForTraining(io, dataset, { ...options, signal });
  const written: SoundModel[] = [];
  for (const modelPath of file.modelPaths)
    written.push(requireSound(io, await readModelFile(modelPath, described.target)));
  requireSoundSweep(io, checkSweep({ ...file, problems: [] }, written, described.target));
  refuseSweptFlags(definition, options);
  const models = trainedModels(definition, written, described.target);
  const { checksum } = described.dataset;
  const rounds = roundsOf({ ...file, definition }, models, dataset, options).map((round) =>
    round.map((job) => ({ ...job, imagesChecksum: checksum })),
  );
  return { file, definition, dataset, described, models, rounds };
}

/** Sees that all that training needs is there: the engine, the images, weights that models begin with. @throws CommandError */
export async function prepareTraining(
  io: Io,
  { described, models }: PreparedComparison,
  options: ComparisonRunOptions,
  signal: AbortSignal,
): Promise<void> {
  // What a cluster trains with is on its workers.
  const isHere = options.runner !== 'ray';
  if (isHere) await requireEngine(io, { ...options, signal });
  await prepareDataset(io, described.dataset, { ...options, signal });
  for (const model of isHere ? models : []) await prepareBackbones(io, model, { ...options, signal });
}

function withSeeds(definition: ComparisonDefinition, seeds: Seeds | undefined): ComparisonDefinition {
  if (seeds === undefined) return definition;
  const { seedPlan: _, ...rest } = definition;
  return { ...rest, ...seeds };
}

function requireSoundSweep(io: Io, file: ComparisonFile): void {
  if (file.problems.length > 0) io.stderr.write(`${formatFileProblems(io, file)}\n`);
  if (hasErrors(file)) throw problemsError(file);
}

/** What is chosen on the command line goes before what a definition says, so that all variants would be the same. */
function refuseSweptFlags({ sweep }: ComparisonDefinition, options: RunOptions): void {
  const flags = { epochs: '--epochs', batchSize: '--batch-size' } as const;
  for (const key of ['epochs', 'batchSize'] as const) {
    if (options[key] === undefined || !sweep?.options.some(({ path }) => path === `training.${key}`)) continue;
    const advice = 'Leave it out, or take the option out of the sweep.';
    throw new CommandError(exitCodes.usage, `${flags[key]} would make all variants alike in what is varied`, advice);
  }
}
