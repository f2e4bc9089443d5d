import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AttributionCost, attributionCost, attributionCostText } from '../../core/difference/attributionCost.js';
import type { AttributionMethod } from '../../core/difference/attributionDesign.js';
import { type AttributionPlan, planAttribution } from '../../core/difference/attributionPlan.js';
import type { AttributionRecord } from '../../core/difference/attributionRecord.js';
import { AttributionError } from '../../core/difference/changeGroups.js';
import { formatQuantity, printable } from '../../core/format.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { planModel } from '../../core/plan/planModel.js';
import { exportAttribution } from '../../core/report/exportAttribution.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { findSameRuns } from '../../runs/findSameRun.js';
import { type AttributionSetup, attributionId, attributionRuns } from '../../service/attribution/attributionSetup.js';
import { expectedDurations } from '../../service/attribution/expectedDurations.js';
import { measureAttribution } from '../../service/attribution/measureAttribution.js';
import { type ComparedSide, readSide } from '../comparedSide.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Interrupt, withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { renderAttribution, renderAttributionPlan } from '../render/attributionReport.js';
import { addRunOptions, DEFAULT_VALIDATION_SPLIT, type RunOptions, recipeOf, wholeNumber } from '../runOptions.js';
import { describeForTraining, prepareBackbones, prepareDataset, requireEngine } from '../setup.js';
import { type TrainedAttribution, trainAttribution } from '../trainAttribution.js';

const formats = ['table', 'markdown', 'csv', 'json'] as const;

interface AttributeOptions extends RunOptions {
  readonly seeds: number;
  readonly shapley?: boolean;
  readonly path?: boolean;
  readonly group: readonly (readonly number[])[];
  readonly plan?: boolean;
  readonly format: (typeof formats)[number];
}

/** `bakeoff attribute`: trains the models between two, and tells what each change is worth. */
export function registerAttributeCommand(program: Command, io: Io): void {
  const command = program
    .command('attribute')
    .summary('train the models between two and tell what each change is worth')
    .description(
      'Takes what makes the second model of the first (see bakeoff diff), trains the models with one change each, and both ' +
        'ends, with the same seeds, and tells what each change is worth in points of test accuracy. What has been trained ' +
        'just so before is used again.',
    )
    .argument('<a>', '*.model.jsonc, or a run: id, its beginning, model (its latest run), latest, path')
    .argument('<b>', 'the same')
    .addOption(new Option('--seeds <n>', 'so many seeds for each model').argParser(wholeNumber(1, 100)).default(3))
    .addOption(
      new Option('--shapley', 'train all combinations of up to four changes, for Shapley values').conflicts('path'),
    )
    .addOption(new Option('--path', 'apply one change after the other, in their order'))
    .addOption(
      new Option('--group <numbers>', 'changes to be applied together, such as 1,2; may be given several times')
        .argParser(groupOf)
        .default([], 'each by itself'),
    )
    .addOption(new Option('--plan', 'tell what would be trained, and how long that takes, and train nothing'))
    .addOption(new Option('--format <name>', 'how it is printed').choices(formats).default('table'));
  addRunOptions(command)
    .addHelpText(
      'after',
      '\nCtrl-C stops after the step in hand and tells what is known; the same command goes on where it was.' +
        '\nA training that fails leaves the others; figures rest on the seeds that all models have.' +
        '\n\nExamples:\n  $ bakeoff attribute data/ann-relu.model.jsonc data/ann.model.jsonc --plan\n  $ bakeoff attribute a.model.jsonc b.model.jsonc --seeds 3 --epochs 5\n  $ bakeoff attribute a.model.jsonc b.model.jsonc --shapley --group 1,2 --group 3,4,5\n  $ bakeoff attribute a.model.jsonc b.model.jsonc --format markdown > attribution.md',
    )
    .action((first: string, second: string, options: AttributeOptions) => attributeRuns(io, [first, second], options));
}

async function attributeRuns(io: Io, names: readonly [string, string], options: AttributeOptions): Promise<void> {
  const sides = [await readSide(io, names[0], options.runs), await readSide(io, names[1], options.runs)] as const;
  try {
    await withInterrupt(io, 'Stopping after this step; the same command goes on from here.', (signal, interrupt) =>
      attributeSides(io, sides, options, signal, interrupt),
    );
  } catch (error) {
    if (!(error instanceof AttributionError)) throw error;
    const isMany = error.advice === 'Put some of them together.';
    const advice = isMany ? 'Put some of them together with --group, by their numbers in bakeoff diff.' : error.advice;
    throw new CommandError(exitCodes.usage, error.message, advice, { cause: error });
  }
}

async function attributeSides(
  io: Io,
  sides: readonly [ComparedSide, ComparedSide],
  options: AttributeOptions,
  signal: AbortSignal,
  interrupt: Interrupt,
): Promise<void> {
  const [first, second] = sides;
  // What a run was trained with goes on; what is asked for goes before it.
  const base = (first.started ?? second.started)?.request;
  const dataset = datasetIdOf(options.dataset ?? base?.dataset);
  const described = await describeForTraining(io, dataset, { ...options, signal });
  const { target } = described;
  const asked = recipeOf(options);
  const [one, other] = sides.map(({ definition, override }) => ({ definition, override: { ...override, ...asked } }));
  if (one === undefined || other === undefined) return;
  const method: AttributionMethod = options.shapley ? 'shapley' : options.path ? 'path' : 'alone';
  const plan = planAttribution(one, other, target, { method, groups: options.group });
  const limit = options.limit ?? base?.limit;
  const isAlike = JSON.stringify(one.override) === JSON.stringify(other.override);
  const setup: AttributionSetup = {
    dataset,
    validationSplit: options.validationSplit ?? base?.validationSplit ?? DEFAULT_VALIDATION_SPLIT,
    ...(limit === undefined ? {} : { limit }),
    recipe: isAlike ? one.override : asked,
    engine: options.engine,
  };
  const start = options.seed ?? 0;
  const seeds = Array.from({ length: options.seeds }, (_, index) => start + index);
  if (!io.json || options.plan !== true) writeNote(io, renderAttributionPlan(plan));
  if (options.plan === true) {
    const cost = await costNow(plan, setup, seeds, {
      target,
      checksum: described.dataset.checksum,
      root: options.runs,
    });
    if (io.json) writeJson(io, { ...planJson(plan, setup), cost });
    else writeNote(io, `With ${formatQuantity(seeds.length, 'seed')}: ${attributionCostText(cost)}.`);
    return;
  }
  await requireEngine(io, { ...options, signal });
  await prepareDataset(io, described.dataset, { ...options, signal });
  for (const side of sides) await prepareSide(io, side, target, { ...options, signal });
  // The dataset may have been fetched only now.
  const { checksum } = (await describeForTraining(io, dataset, { ...options, signal })).dataset;
  const durationsMs = await expectedDurations(options.runs, plan, setup, { target, checksum });
  const work = { plan, setup, sides, seeds, checksum, runsRoot: options.runs, durationsMs };
  const trained = await trainAttribution(io, work, interrupt);
  const problem = shortfall(io, trained, signal.aborted && trained.runs.flat().includes(undefined));
  const measured = plan.models.map((model, index) => ({ model, runs: trained.runs[index] ?? [] }));
  const wanted = { groups: options.group, seeds };
  try {
    const { failed } = trained;
    printRecord(
      io,
      await measureAttribution(options.runs, { plan, setup, asked: wanted, measured, failed }),
      options.format,
    );
  } catch (error) {
    // What was trained may tell nothing yet: why there is no more of it says more.
    if (problem === undefined || !(error instanceof AttributionError)) throw error;
  }
  if (problem !== undefined) throw problem;
}

/** As it was asked for. */
function printRecord(io: Io, record: AttributionRecord, format: AttributeOptions['format']): void {
  if (io.json) writeJson(io, { type: 'attribution', ...record });
  else if (format === 'table') writeLine(io, renderAttribution(record, io));
  else io.stdout.write(exportAttribution(record, format));
}

/** Why there is less than was asked for; undefined when there is all of it. */
function shortfall(io: Io, { exitCode, failed }: TrainedAttribution, isStopped: boolean): CommandError | undefined {
  if (isStopped) io.exitCode = exitCodes.interrupted;
  const [first] = failed;
  if (first !== undefined)
    return new CommandError(
      exitCode,
      `${formatQuantity(failed.length, 'training')} failed: ${printable(first.name)}, seed ${first.seed}: ${printable(first.message)}`,
      'The same command tries again what failed; put its changes together with others with --group.',
    );
  if (!isStopped) return undefined;
  return new CommandError(exitCodes.interrupted, 'stopped by Ctrl-C', 'The same command goes on from here.');
}

async function costNow(
  plan: AttributionPlan,
  setup: AttributionSetup,
  seeds: readonly number[],
  { target, checksum, root }: { readonly target: PlanTarget; readonly checksum: string; readonly root: string },
): Promise<AttributionCost> {
  const found = await findSameRuns(root, attributionRuns(plan, seeds, setup, checksum), 'complete');
  const isThere = found.map((run) => run !== undefined);
  return attributionCost(isThere, await expectedDurations(root, plan, setup, { target, checksum }), seeds.length);
}

async function prepareSide(
  io: Io,
  { definition, path: absolutePath }: ComparedSide,
  target: PlanTarget,
  options: Parameters<typeof prepareBackbones>[2],
): Promise<void> {
  const { plan } = planModel(definition, target);
  if (plan !== undefined) await prepareBackbones(io, { plan, absolutePath }, options);
}

function planJson(plan: AttributionPlan, setup: AttributionSetup): object {
  return {
    type: 'attributionPlan',
    id: attributionId(plan, setup),
    method: plan.method,
    groups: plan.groups.map(({ label, reasons }) => ({ label, reasons })),
    models: plan.models.map(({ applied, name, text, side }) => ({ applied, name, side, text })),
  };
}

function groupOf(text: string, before: readonly (readonly number[])[]): (readonly number[])[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw new InvalidArgumentError('Expected numbers of changes, such as 1,2.');
  return [...before, text.split(',').map((number) => Number(number) - 1)];
}
