import path from 'node:path';
import { attributionCost, attributionCostText } from '../core/difference/attributionCost.js';
import type { AttributionModel, AttributionPlan } from '../core/difference/attributionPlan.js';
import type { UnfinishedAttribution } from '../core/difference/attributionRecord.js';
import { localRunner } from '../runner/localRunner.js';
import { findSameRuns } from '../runs/findSameRun.js';
import type { StoredRun } from '../runs/readRun.js';
import {
  type AttributionSetup,
  attributionId,
  attributionRequest,
  attributionRuns,
} from '../service/attribution/attributionSetup.js';
import type { ComparedSide } from './comparedSide.js';
import { type ExitCode, exitCodes } from './exitCodes.js';
import type { Interrupt } from './interrupt.js';
import { type Io, writeNote } from './io.js';
import { trainerEntry } from './trainerEntry.js';
import { exitCodeOf, trainModel } from './trainModel.js';

/** What is needed while models are trained. */
export interface AttributionWork {
  readonly plan: AttributionPlan;
  readonly setup: AttributionSetup;
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly seeds: readonly number[];
  readonly checksum: string;
  readonly runsRoot: string;
  /** Milliseconds of one training of each model; null where not known. */
  readonly durationsMs: readonly (number | null)[];
}

/** What came of it. */
export interface TrainedAttribution {
  /** The runs of each model, in the order of the seeds; undefined for what failed, or was not trained before a stop. */
  readonly runs: readonly (readonly (StoredRun | undefined)[])[];
  readonly failed: UnfinishedAttribution['failed'];
  /** Of the first that failed. */
  readonly exitCode: ExitCode;
}

/** Trains what is not there yet, seed by seed. A training that fails leaves the others. */
export async function trainAttribution(
  io: Io,
  work: AttributionWork,
  interrupt: Interrupt,
): Promise<TrainedAttribution> {
  const { plan, setup, sides, seeds, checksum, runsRoot } = work;
  const wanted = seeds.flatMap((seed) => plan.models.map((model) => ({ model, seed })));
  const found = await findSameRuns(runsRoot, attributionRuns(plan, seeds, setup, checksum), 'complete');
  const trained = found.map((same) => same?.run);
  const isThere = trained.map((run) => run !== undefined);
  const cost = attributionCost(isThere, work.durationsMs, seeds.length);
  const text = attributionCostText(cost);
  writeNote(io, `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
  const failed: UnfinishedAttribution['failed'][number][] = [];
  let exitCode: ExitCode = exitCodes.ok;
  let done = 0;
  for (const [place, { model, seed }] of wanted.entries()) {
    if (trained[place] !== undefined || interrupt.signal.aborted) continue;
    done += 1;
    const request = attributionRequest(plan, model, seed, setup, pathOf(model, plan, setup, sides));
    const prefix = `[${done}/${cost.missing}] seed ${seed}  `;
    const here = localRunner({ entry: trainerEntry() });
    const run = await trainModel(io, { request, modelName: model.name, prefix, runsRoot }, here, interrupt);
    if (run.state.status === 'completed') trained[place] = run;
    if (run.state.status !== 'failed') continue;
    failed.push({ name: model.name, seed, message: run.state.failure?.message ?? 'no reason is known' });
    if (exitCode === exitCodes.ok) exitCode = exitCodeOf(run.state);
  }
  const runs = plan.models.map((_, index) => seeds.map((_seed, at) => trained[at * plan.models.length + index]));
  return { runs, failed, exitCode };
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
