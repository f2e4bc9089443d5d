import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_MARGIN } from '../core/comparison/defaultMargin.js';
import type { RecipeOverride } from '../core/definition/definition.js';
import type { RunRequest } from '../core/run/request.js';

/** Options of every command that trains. Absent ones leave the definition's value. */
export interface RunOptions {
  readonly dataset?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed?: number;
  readonly validationSplit?: number;
  readonly limit?: number;
  readonly engine: RunRequest['engine'];
  readonly runs: string;
  readonly setup?: boolean;
  readonly offline?: boolean;
  readonly runner?: 'local' | 'ray';
  readonly address?: string;
  readonly parallel?: number;
}

/** Adds the options that say where trainings run. */
export function addRunnerOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--runner <where>', 'where to train: on this machine, or on a Ray cluster').choices(['local', 'ray']),
    )
    .addOption(
      new Option('--address <url>', "of the cluster's dashboard, such as http://head:8265 (BAKEOFF_RAY_ADDRESS)"),
    );
}

/** `--parallel`, for commands that train more than one run. */
export function parallelOption(): Option {
  return new Option('--parallel <n>', 'runs at a time: 1 on this machine, 16 on a cluster, unless told').argParser(
    wholeNumber(1, 1_000),
  );
}

/** Fraction of the training images that `train` holds out unless told otherwise: the published recipe's. */
export const DEFAULT_VALIDATION_SPLIT = 0.2;

/** Adds the options of `RunOptions` to a command. */
export function addRunOptions(command: Command): Command {
  return addTrainingOptions(command.addOption(datasetOption()));
}

/** The options of `RunOptions` but the dataset's, for a command that takes that as its argument. */
export function addTrainingOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--epochs <n>', 'train at most so many epochs, in each phase').argParser(wholeNumber(1, 100_000)),
    )
    .addOption(new Option('--batch-size <n>', 'images in a step').argParser(wholeNumber(1, 65_536)))
    .addOption(
      new Option('--seed <n>', 'seed of split, order, initialization and dropout').argParser(
        wholeNumber(0, 2 ** 31 - 1),
      ),
    )
    .addOption(
      new Option('--validation-split <f>', 'fraction of the training images held out, 0 ≤ f < 1').argParser(
        splitFraction,
      ),
    )
    .addOption(
      new Option('--limit <n>', 'use only n training images, the first in the seeded order').argParser(
        wholeNumber(2, Number.MAX_SAFE_INTEGER),
      ),
    )
    .addOption(
      new Option('--engine <name>', 'what computes').choices(['auto', 'tensorflow', 'portable']).default('auto'),
    )
    .addOption(runsOption())
    .option('--setup', 'first install the engine and fetch the dataset where they are missing')
    .option('--offline', 'use no network: what is not there already is done without');
}

/** `--dataset`, as every command has it. */
export function datasetOption(): Option {
  return new Option(
    '--dataset <id|path>',
    'fashion-mnist, kmnist, cifar-10, cifar-100, emnist-letters …, images:DIR, idx:DIR, cifar:DIR, or the path of a folder',
  );
}

/** `--runs`, as every command has it. */
export function runsOption(): Option {
  return new Option('--runs <dir>', 'folder that holds the runs').default(join('.bakeoff', 'runs'));
}

/** `--margin`, in points as the setting of the editor; its value is a fraction. */
export function marginOption(): Option {
  return new Option('--margin <points>', 'differences of accuracy up to so many points never make a winner')
    .default(DEFAULT_MARGIN, String(DEFAULT_MARGIN * 100))
    .argParser((text) => {
      const points = Number(text);
      if (text.trim() !== '' && points >= 0 && points <= 100) return points / 100;
      throw new InvalidArgumentError('It must be a number of points from 0 to 100.');
    });
}

/** What `train` asks for: a model by its own recipe, but for what the options say. */
export function trainRequestOf(
  model: { readonly text: string; readonly absolutePath: string },
  dataset: string,
  options: RunOptions,
): RunRequest {
  return {
    definitionText: model.text,
    definitionPath: model.absolutePath,
    dataset,
    seed: options.seed ?? 0,
    validationSplit: options.validationSplit ?? DEFAULT_VALIDATION_SPLIT,
    recipe: recipeOf(options),
    engine: options.engine,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  };
}

/** The part of a recipe that the options give. */
export function recipeOf(options: Pick<RunOptions, 'epochs' | 'batchSize'>): RecipeOverride {
  return {
    ...(options.epochs === undefined ? {} : { epochs: options.epochs }),
    ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
  };
}

/** Reads a whole number within limits from the command line. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  const expected = maximum === Number.MAX_SAFE_INTEGER ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected a whole number ${expected}.`);
  };
}

function splitFraction(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value < 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 to less than 1, such as 0.2.');
}
