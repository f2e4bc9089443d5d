import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AttributionMethod } from '../../core/difference/attributionDesign.js';
import { type AttributionModel, type AttributionPlan, planAttribution } from '../../core/difference/attributionPlan.js';
import { AttributionError } from '../../core/difference/changeGroups.js';
import { formatQuantity, printable } from '../../core/format.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { planModel } from '../../core/plan/planModel.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { localRunner } from '../../runner/localRunner.js';
import type { StoredRun } from '../../runs/readRun.js';
import {
  type AttributionSetup,
  attributionId,
  attributionRequest,
} from '../../service/attribution/attributionSetup.js';
import { findTrained } from '../../service/attribution/findTrained.js';
import { measureAttribution } from '../../service/attribution/measureAttribution.js';
import { type ComparedSide, readSide } from '../comparedSide.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { type Interrupt, withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { renderAttribution, renderAttributionPlan } from '../render/attributionReport.js';
import { addRunOptions, DEFAULT_VALIDATION_SPLIT, type RunOptions, recipeOf, wholeNumber } from '../runOptions.js';
import { describeForTraining, prepareBackbones, prepareDataset, requireEngine } from '../setup.js';
import { trainerEntry } from '../trainerEntry.js';
import { exitCodeOf, trainModel } from '../trainModel.js';

interface AttributeOptions extends RunOptions {
  readonly seeds: number;
  readonly shapley?: boolean;
  readonly path?: boolean;
  readonly group: readonly (readonly number[])[];
  readonly plan?: boolean;
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
    .addOption(new Option('--plan', 'tell what would be trained, and train nothing'));
  addRunOptions(command)
    .addHelpText(
      'after',
      '\nCtrl-C stops after the step in hand; the same command goes on where it was.' +
        '\n\nExamples:\n  $ bakeoff attribute data/ann-relu.model.jsonc data/ann.model.jsonc --plan\n  $ bakeoff attribute a.model.jsonc b.model.jsonc --seeds 3 --epochs 5\n  $ bakeoff attribute a.model.jsonc b.model.jsonc --shapley --group 1,2 --group 3,4,5',
    )
    .action((first: string, second: string, options: AttributeOptions) => attributeRuns(io, [first, second], options));
}

/** What is needed while models are trained. */
interface Work {
  readonly plan: AttributionPlan;
  readonly setup: AttributionSetup;
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly seeds: readonly number[];
  readonly checksum: string;
  readonly runsRoot: string;
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
  if (!io.json || options.plan !== true) writeNote(io, renderAttributionPlan(plan));
  if (options.plan === true) {
    if (io.json) writeJson(io, planJson(plan, setup));
    return;
  }
  await requireEngine(io, { ...options, signal });
  await prepareDataset(io, described.dataset, { ...options, signal });
  for (const side of sides) await prepareSide(io, side, target, { ...options, signal });
  const start = options.seed ?? 0;
  const seeds = Array.from({ length: options.seeds }, (_, index) => start + index);
  // The dataset may have been fetched only now.
  const { checksum } = (await describeForTraining(io, dataset, { ...options, signal })).dataset;
  const work = { plan, setup, sides, seeds, checksum, runsRoot: options.runs };
  const runs = await trainMissing(io, work, interrupt);
  const complete = seeds.filter((_, index) => runs[index]?.every((run) => run !== undefined));
  if (complete.length < seeds.length) throw stopped(io, complete.length, seeds.length);
  const measured = plan.models.map((model, index) => ({
    model,
    runs: runs.flatMap((ofSeed) => ofSeed[index] ?? []),
  }));
  const record = await measureAttribution(options.runs, plan, setup, seeds, measured);
  if (io.json) writeJson(io, { type: 'attribution', ...record });
  else writeLine(io, renderAttribution(record, io));
}

/** The runs of each seed, in the order of the models; undefined for what was not trained before a stop. */
async function trainMissing(io: Io, work: Work, interrupt: Interrupt): Promise<(StoredRun | undefined)[][]> {
  const { plan, setup, sides, seeds, checksum, runsRoot } = work;
  const wanted = seeds.flatMap((seed) => plan.models.map(({ text }) => ({ text, seed })));
  const found = await findTrained(runsRoot, wanted, setup, checksum);
  const missing = found.filter((run) => run === undefined).length;
  const known = found.length - missing;
  writeNote(
    io,
    `${formatQuantity(missing, 'training')} to do${known === 0 ? '' : `; ${known} are there already and are used again`}.`,
  );
  let done = 0;
  const here = localRunner({ entry: trainerEntry() });
  const runs: (StoredRun | undefined)[][] = [];
  for (const [index, seed] of seeds.entries()) {
    const ofSeed: (StoredRun | undefined)[] = [];
    for (const [place, model] of plan.models.entries()) {
      const present = found[index * plan.models.length + place];
      if (present !== undefined || interrupt.signal.aborted) {
        ofSeed.push(present);
        continue;
      }
      done += 1;
      const request = attributionRequest(plan, model, seed, setup, pathOf(model, plan, setup, sides));
      const prefix = `[${done}/${missing}] seed ${seed}  `;
      const run = await trainModel(io, { request, modelName: model.name, prefix, runsRoot }, here, interrupt);
      requireTrained(run, model);
      ofSeed.push(run.state.status === 'completed' ? run : undefined);
    }
    runs.push(ofSeed);
  }
  return runs;
}

function requireTrained({ state, runId }: StoredRun, model: AttributionModel): void {
  if (state.status !== 'failed') return;
  throw new CommandError(
    exitCodeOf(state),
    `${printable(model.name)} could not be trained: ${printable(state.failure?.message ?? 'no reason is known')}`,
    `What there is of it: bakeoff runs show ${runId}\nPut its changes together with others with --group.`,
  );
}

function stopped(io: Io, complete: number, all: number): CommandError {
  io.exitCode = exitCodes.interrupted;
  return new CommandError(
    exitCodes.interrupted,
    `stopped by Ctrl-C: ${complete} of ${formatQuantity(all, 'seed')} have been trained for all models`,
    'The same command goes on from here.',
  );
}

/** Models between the two would stand in the first one's folder, so that what it names is found. */
function pathOf(
  { side, mask }: AttributionModel,
  plan: AttributionPlan,
  setup: AttributionSetup,
  [first, second]: readonly [ComparedSide, ComparedSide],
): string {
  if (side === 'first') return first.path;
  if (side === 'second') return second.path;
  return path.join(path.dirname(first.path), `attribution-${attributionId(plan, setup)}-${mask}.model.jsonc`);
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
