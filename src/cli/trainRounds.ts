import { followRounds } from '../core/comparison/followRounds.js';
import type { StoppingState } from '../core/comparison/sequentialStopping.js';
import { stoppingReport } from '../core/comparison/stoppingReport.js';
import type { SeedPlan } from '../core/definition/definition.js';
import { formatQuantity, printable } from '../core/format.js';
import type { SampleColumns } from '../core/samples/sampleColumns.js';
import type { Runner } from '../runner/runner.js';
import { findSameRun } from '../runs/findSameRun.js';
import { readRun, type StoredRun } from '../runs/readRun.js';
import { ResumeError } from '../runs/resumePoint.js';
import { RunBusyError } from '../runs/runClaim.js';
import { exitCodes } from './exitCodes.js';
import type { Interrupt } from './interrupt.js';
import { type Io, writeNote } from './io.js';
import type { ReportedRun } from './progressReporter.js';
import { type KnownLabels, readColumns } from './readColumns.js';
import { exitCodeOf, followTraining, type TrainingJob, trainModel } from './trainModel.js';

/** How the trainings of a comparison are done. */
export interface RoundOptions {
  readonly runner: Runner;
  /** Runs at a time; default: one. Those of a round where seeds are trained until the models are told apart, else of all rounds. */
  readonly parallel?: number;
  /** Seeds are trained until the models are told apart. */
  readonly plan?: SeedPlan | undefined;
  /** Differences up to this size do not matter, 0..1. */
  readonly margin: number;
  /** What runs of the same training left is taken or gone on with: the images and the engine that would be used now. */
  readonly resume?: { readonly checksum: string; readonly engineId: string } | undefined;
}

/** What became of a comparison's trainings. */
export interface TrainedRounds {
  /** In the order of training. */
  readonly runs: readonly StoredRun[];
  /** Where a comparison with a plan came to; absent without one. */
  readonly stopping?: StoppingState;
}

/**
 * Trains round by round, or several runs at a time where the runner can: each model with the first seed, then each with the second. A run that fails does not keep the
 * others from being trained; a missing engine or dataset does, and Ctrl-C. `rounds`: a job for each model, the baseline first.
 */
export async function trainRounds(
  io: Io,
  rounds: readonly (readonly TrainingJob[])[],
  options: RoundOptions,
  interrupt: Interrupt,
): Promise<TrainedRounds> {
  const { plan, margin, parallel = 1 } = options;
  const runs: StoredRun[] = [];
  const known: KnownLabels = new Map();
  const columns: (SampleColumns | undefined)[][] = (rounds[0] ?? []).map(() => []);
  const names = (rounds[0] ?? []).map(({ modelName }) => modelName);
  let stopping = plan && followRounds({ plan, margin }, columns);
  for (const jobs of plan === undefined && parallel > 1 ? [rounds.flat()] : rounds) {
    const trained = await trainSome(io, jobs, options, interrupt);
    runs.push(...trained);
    if (trained.length < jobs.length || trained.some((run) => isWorthNoMore(run, interrupt))) {
      noteLeft(io, rounds.flat().length - runs.length, rounds.flat().length, plan);
      return { runs, ...(stopping === undefined ? {} : { stopping }) };
    }
    if (plan === undefined) continue;
    const round = await Promise.all(runs.slice(-jobs.length).map((run) => readColumns(run, known)));
    for (const [model, samples] of round.entries()) columns[model]?.push(samples);
    stopping = followRounds({ plan, margin }, columns);
    if (stopping.looks.length > 0 && !io.json) writeNote(io, stoppingReport(stopping, names).reason);
    if (stopping.stop !== undefined) break;
  }
  return { runs, ...(stopping === undefined ? {} : { stopping }) };
}

/** Trains jobs, so many at a time, and begins no more once one says that it is no use; in their order. */
async function trainSome(
  io: Io,
  jobs: readonly TrainingJob[],
  options: RoundOptions,
  interrupt: Interrupt,
): Promise<StoredRun[]> {
  const { parallel = 1 } = options;
  const isOneOfSeveral = parallel > 1 && jobs.length > 1;
  const trained: (StoredRun | undefined)[] = jobs.map(() => undefined);
  const waiting = jobs.entries();
  let isOver = false;
  const work = async () => {
    for (const [index, job] of waiting) {
      if (isOver) return;
      const run = await trainOrTake(io, { ...job, isOneOfSeveral }, options, interrupt).catch((error: unknown) => {
        isOver = true;
        throw error;
      });
      trained[index] = run;
      isOver ||= isWorthNoMore(run, interrupt);
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(parallel, jobs.length) }, work));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return trained.filter((run) => run !== undefined);
}

function isWorthNoMore({ state }: StoredRun, { signal }: Interrupt): boolean {
  return signal.aborted || exitCodeOf(state) === exitCodes.unavailable;
}

function noteLeft(io: Io, left: number, all: number, plan: SeedPlan | undefined): void {
  if (left === 0 || io.json) return;
  writeNote(io, `${left} of ${plan === undefined ? '' : 'at most '}${formatQuantity(all, 'run')} were not begun.`);
}

/** The run of a job: one that is there already, one that goes on where it was cut off, or a new one. */
export async function trainOrTake(
  io: Io,
  job: TrainingJob & ReportedRun,
  { resume, runner }: RoundOptions,
  interrupt: Interrupt,
): Promise<StoredRun> {
  const same = resume && (await findSameRun(job.runsRoot, { request: job.request, ...resume }));
  if (same === undefined) return trainModel(io, job, runner, interrupt);
  const { run, isResumable } = same;
  if (!isResumable || isPaused(run, job)) {
    noteOf(io, job, run, 'was trained already:');
    return run;
  }
  return goOnOrAnew(io, job, run, runner, interrupt);
}

/** Whether a run is as far as it is wanted. */
function isPaused({ state }: StoredRun, { pauseAfter }: TrainingJob): boolean {
  return pauseAfter !== undefined && (state.epochs.at(-1)?.epoch ?? 0) >= pauseAfter;
}

function noteOf(io: Io, { prefix, modelName }: TrainingJob, { runId }: StoredRun, what: string): void {
  if (!io.json) writeNote(io, `${prefix}${printable(modelName)}  ${what} ${printable(runId)}`);
}

/** Goes on with a run from its last checkpoint; where that cannot be, it is trained anew, which is told. */
export async function goOnOrAnew(
  io: Io,
  job: TrainingJob & ReportedRun,
  run: StoredRun,
  runner: Runner,
  interrupt: Interrupt,
): Promise<StoredRun> {
  const anew = (reason: string) => {
    noteOf(io, job, run, `could not go on, and is trained anew (${printable(reason)}):`);
    return trainModel(io, job, runner, interrupt);
  };
  noteOf(io, job, run, 'goes on:');
  try {
    const trainer = await runner.resume({ runFolder: run.folder });
    const failure = await followTraining(io, trainer, { ...job, state: run.state }, interrupt);
    const after = await readRun(run.folder);
    // What kept the training from going on is not recorded in its run, which is as it was.
    const wasKept = failure !== undefined && after.state.failure?.message !== failure.message;
    return wasKept && !interrupt.signal.aborted ? await anew(failure.message) : after;
  } catch (error) {
    if (!(error instanceof ResumeError) && !(error instanceof RunBusyError)) throw error;
    return anew(error.message);
  }
}
