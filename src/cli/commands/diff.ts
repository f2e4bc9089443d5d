import type { Command, Option } from 'commander';
import { type DifferenceEffects, differenceEffects } from '../../core/difference/changeEffects.js';
import { compareModels, type DefinitionComparison } from '../../core/difference/definitionChanges.js';
import { differenceText } from '../../core/run/definitionDifference.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { type ComparedSide, readSide, targetOfSides } from '../comparedSide.js';
import { describeTarget } from '../datasetTarget.js';
import { exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { renderDefinitionDiff } from '../render/definitionDiff.js';
import { datasetOption, runsOption } from '../runOptions.js';

interface DiffOptions {
  readonly runs: string;
  readonly dataset?: string;
}

/** `bakeoff diff`: what makes one definition of another, by meaning. */
export function registerDiffCommand(program: Command, io: Io): void {
  program
    .command('diff')
    .summary('show what makes one definition of another')
    .description(
      'Compares two definitions by meaning: defaults are filled in, and comments, the order of keys and names do not count. ' +
        'Each change is told with its lines in both, and with what it does to parameters, multiplications and shapes. ' +
        'Ends with 0 if nothing differs, with 1 if something does, and with 2 if they cannot be compared.',
    )
    .argument('<a>', '*.model.jsonc, or a run: id, its beginning, model (its latest run), latest, path')
    .argument('<b>', 'the same')
    .addOption(imagesOption())
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff diff data/ann-relu.model.jsonc data/ann.model.jsonc\n  $ bakeoff diff ann data/ann.model.jsonc --json',
    )
    .action((first: string, second: string, options: DiffOptions) => diff(io, [first, second], options));
}

async function diff(io: Io, names: readonly [string, string], options: DiffOptions): Promise<void> {
  const first = await readSide(io, names[0], options.runs);
  const second = await readSide(io, names[1], options.runs);
  const comparison = compareModels(first, second);
  const known = options.dataset === undefined ? targetOfSides([first, second]) : undefined;
  const target = known ?? (await describeTarget(datasetIdOf(options.dataset))).target;
  const effects = differenceEffects(comparison, target);
  if (io.json) writeJson(io, diffJson(first, second, comparison, effects));
  else writeLine(io, renderDefinitionDiff([first.title, second.title], comparison, effects, io));
  if (comparison.changes.length > 0) io.exitCode = exitCodes.problems;
}

function imagesOption(): Option {
  const option = datasetOption();
  option.description = `images that the effects are told for: ${option.description}`;
  return option;
}

function diffJson(
  first: ComparedSide,
  second: ComparedSide,
  { changes }: DefinitionComparison,
  effects: DifferenceEffects,
): object {
  const sideOf = ({ title, path, definition }: ComparedSide) => ({ title, path, name: definition.name });
  return {
    type: 'definitionDiff',
    first: sideOf(first),
    second: sideOf(second),
    isSame: changes.length === 0,
    total: effects.total,
    changes: changes.map(({ difference, places }, index) => ({
      number: index + 1,
      text: differenceText(difference),
      ...difference,
      places,
      effect: effects.changes[index] ?? null,
    })),
  };
}
