import { type Command, Option } from 'commander';
import type { StoppingState } from '../../core/comparison/sequentialStopping.js';
import { stoppingReport } from '../../core/comparison/stoppingReport.js';
import type { Seeds } from '../../core/definition/seedsOption.js';
import { formatQuantity, printable } from '../../core/format.js';
import { comparisonJson, exportComparison } from '../../core/report/exportComparison.js';
import { escapeMarkdown } from '../../core/report/markdownTable.js';
import { compareRuns } from '../../core/run/comparison.js';
import type { RunState } from '../../core/run/state.js';
import { type SweepSummary, sweepsOf } from '../../core/sweep/sweepTrials.js';
import { sweepSentences } from '../../core/sweep/sweepWords.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { judgeHere } from '../../service/judgement/judgeHere.js';
import { allowOutsideOption } from '../boundary.js';
import { flipsNeedTwo, printFlips } from '../compareFlips.js';
import { usedNow } from '../comparisonRounds.js';
import { CommandError, type ExitCode, exitCodes } from '../exitCodes.js';
import { honestScoresOf, writeHonestSection } from '../honestSection.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { leadingRuns } from '../leadingRuns.js';
import { parallelRuns, withRunner } from '../openRunner.js';
import { prepareTraining, readComparison } from '../preparedComparison.js';
import { isComparisonPath } from '../readDefinition.js';
import { renderComparison } from '../render/comparisonReport.js';
import { renderSweep } from '../render/sweepReport.js';
import { addRunnerOptions, addRunOptions, marginOption, parallelOption, type RunOptions } from '../runOptions.js';
import { seedsFlag, seedsText } from '../seedsArgument.js';
import { trainComparison } from '../trainComparison.js';
import { exitCodeOf } from '../trainModel.js';

const formats = ['table', 'markdown', 'csv', 'json'] as const;

interface CompareOptions extends RunOptions {
  readonly format: (typeof formats)[number];
  readonly allowOutside?: boolean;
  readonly seeds?: Seeds;
  readonly resume?: boolean;
  readonly margin: number;
  readonly flips?: boolean;
}

/** `bakeoff compare`: trains what a comparison lists, or takes stored runs, and puts them side by side. */
export function registerCompareCommand(program: Command, io: Io): void {
  const command = program
    .command('compare')
    .summary('train the models of a comparison, or take stored runs, and compare them')
    .description(
      'With a *.bakeoff.jsonc file: trains each of its models with each of its seeds, seed by seed, on equal terms, and ' +
        'compares them; with a plan of seeds ("seeds": { "min": 3, "max": 10, "stopWhen": "decided" }) no more of them than it takes. With runs: compares what is stored. Options that train go before what the file says.',
    )
    .argument(
      '<file|run...>',
      '*.bakeoff.jsonc, or runs: ids, their beginnings, models (their latest run), latest, paths',
    );
  addRunnerOptions(addRunOptions(command))
    .addOption(parallelOption())
    .addOption(allowOutsideOption())
    .addOption(seedsFlag())
    .option(
      '--resume',
      'take what runs of the same trainings there are already, and go on with those that were cut off',
    )
    .addOption(marginOption())
    .option('--flips', 'of two runs: each image that one fixes, breaks or gets wrong differently, and their classes')
    .addOption(new Option('--format <name>', 'how the comparison is printed').choices(formats).default('table'))
    .addHelpText(
      'after',
      '\nCtrl-C stops after the step in hand and compares what there is; pressed again it kills the training.' +
        '' +
        '\nA run that fails leaves the others: they are compared, and the exit code is 3.' +
        '\n\nExamples:\n  $ bakeoff compare data/fashion-mnist.bakeoff.jsonc --setup --epochs 3\n  $ bakeoff compare mine.bakeoff.jsonc --seeds 3..10\n  $ bakeoff compare ann cnn --format markdown\n  $ bakeoff compare ann cnn --flips\n  $ bakeoff compare mine.bakeoff.jsonc --format csv > comparison.csv',
    )
    .action(async (names: string[], options: CompareOptions) => {
      const [path] = names;
      if (path !== undefined && names.length === 1 && isComparisonPath(path)) {
        if (options.flips) throw flipsNeedTwo();
        await trainAndCompare(io, path, options);
      } else if (options.flips) await printFlips(io, await storedRuns(names, options));
      else await print(io, await storedRuns(names, options), options);
    });
}

/** So many runs are put side by side even if most of them are variants. */
const MOST_NAMED = 6;

/** Options that would change nothing about runs that are stored already, with their flags. */
const trainingFlags = {
  dataset: '--dataset',
  epochs: '--epochs',
  batchSize: '--batch-size',
  seed: '--seed',
  seeds: '--seeds',
  validationSplit: '--validation-split',
  limit: '--limit',
} as const satisfies Partial<Record<keyof CompareOptions, string>>;

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
  const { runs, stopping, modelNames } = await withInterrupt(io, notice, async (signal, interrupt) => {
    const comparison = await readComparison(io, path, options, signal);
    await prepareTraining(io, comparison, options, signal);
    const { definition, dataset, models } = comparison;
    const resume = options.resume ? await usedNow(dataset, options, signal) : undefined;
    const plan = options.seed === undefined ? definition.seedPlan : undefined;
    const how = { parallel: parallelRuns(options), plan, margin: options.margin, resume };
    const trained = await withRunner(io, options, signal, (runner) =>
      trainComparison(io, comparison, { ...how, runner }, interrupt),
    );
    if (signal.aborted) io.exitCode = exitCodes.interrupted;
    return { ...trained, modelNames: models.map((model) => model.definition.name) };
  });
  if (runs.some(({ state }) => state.started !== undefined))
    await print(io, runs, options, stopping && { state: stopping, modelNames });
  const seeds = options.seeds === undefined ? '' : ` --seeds ${seedsText(options.seeds)}`;
  if (io.exitCode === exitCodes.interrupted && !io.json)
    writeNote(io, `To go on: bakeoff compare ${path}${seeds} --resume`);
  const isPaused = ({ started, status }: RunState) => started?.request.sweep !== undefined && status === 'stopped';
  const worst = runs.map(({ state }) => state).find((state) => exitCodeOf(state) !== exitCodes.ok && !isPaused(state));
  if (worst !== undefined && io.exitCode === exitCodes.ok) io.exitCode = exitCodeOf(worst);
  const failed = runs.filter(({ state }) => state.failure !== undefined);
  if (failed.length > 0) throw failureOf(io.exitCode, failed, runs.length);
}

/** Which runs failed, of how many, and why. */
function failureOf(exitCode: ExitCode, failed: readonly StoredRun[], all: number): CommandError {
  const lines = failed.map(({ runId, state: { started, failure } }) => {
    const seed = started === undefined ? '' : `, seed ${started.request.seed}`;
    return `${printable(started?.modelName ?? runId)}${seed}: ${printable(failure?.message ?? '')}`;
  });
  return new CommandError(exitCode, `${failed.length} of ${formatQuantity(all, 'run')} failed`, lines.join('\n'));
}

/** What a comparison with a plan of seeds came to. */
interface Stopping {
  readonly state: StoppingState;
  readonly modelNames: readonly string[];
}

async function print(io: Io, all: readonly StoredRun[], options: CompareOptions, stopping?: Stopping): Promise<void> {
  const sweeps = sweepsOf(all.map(({ state }) => state));
  if (!io.json && options.format === 'table') for (const sweep of sweeps) writeLine(io, `${renderSweep(sweep, io)}\n`);
  // Whoever names runs wants to see them.
  const runs = sweeps.length > 0 && all.length > MOST_NAMED ? leadingRuns(all) : all;
  const { format, margin, runs: root } = options;
  const honest = await honestScoresOf(io, root, runs);
  const states = runs.map(({ state }) => state);
  const folders = runs.map(({ folder }) => folder);
  const judgement = await withInterrupt(io, 'Stopping.', (signal) => judgeHere(folders, margin, signal));
  const report = stopping && stoppingReport(stopping.state, stopping.modelNames);
  const lines = report === undefined ? [] : [report.reason, ...report.standings, report.level];
  if (io.json)
    writeJson(io, {
      ...comparisonJson(compareRuns(states), states, judgement),
      ...(stopping === undefined ? {} : { stopping: { ...stopping.state, ...report } }),
      ...(honest === undefined ? {} : { honest }),
      ...(sweeps.length === 0 ? {} : { sweeps: sweeps.map((sweep) => sweepJson(sweep, all)) }),
    });
  else if (format === 'table')
    writeLine(
      io,
      [renderComparison(compareRuns(states), states, io, judgement), ...(report ? [lines.join('\n')] : [])].join(
        '\n\n',
      ),
    );
  else {
    io.stdout.write(exportComparison(states, format, judgement));
    if (format === 'markdown') for (const line of lines) writeLine(io, `- ${escapeMarkdown(line)}`);
    else for (const line of lines) writeNote(io, line);
  }
  if (!io.json) writeHonestSection(io, honest, format);
}

/** With ids in place of numbers. */
function sweepJson({ trials, best, ...rest }: SweepSummary, runs: readonly StoredRun[]) {
  const named = (trial: SweepSummary['trials'][number]) => ({
    ...trial,
    runs: trial.runs.map((run) => runs[run]?.runId),
  });
  return {
    ...rest,
    best: best?.name ?? null,
    trials: trials.map(named),
    sentences: sweepSentences({ trials, best, ...rest }),
  };
}
