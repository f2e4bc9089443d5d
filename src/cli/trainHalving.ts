import { formatPercent, formatQuantity, printable } from '../core/format.js';
import type { Rung } from '../core/sweep/halvingPlan.js';
import { survivors } from '../core/sweep/halvingPlan.js';
import { accuracyAt } from '../core/sweep/sweepTrials.js';
import type { StoredRun } from '../runs/readRun.js';
import { exitCodes } from './exitCodes.js';
import type { Interrupt } from './interrupt.js';
import { type Io, writeNote } from './io.js';
import { exitCodeOf, type TrainingJob } from './trainModel.js';
import { goOnOrAnew, type RoundOptions, trainOrTake } from './trainRounds.js';

/**
 * Successive halving: trains all variants for the first rung's epochs, those with the best validation accuracy on to the next
 * one's, from where they are, until the last ones are trained to the end. The test images have no part in it. `jobs`: of each
 * variant its seeds. Gives all runs, in order; of Ctrl-C those that there are.
 */
export async function trainHalving(
  io: Io,
  jobs: readonly (readonly TrainingJob[])[],
  rungs: readonly Rung[],
  options: RoundOptions,
  interrupt: Interrupt,
): Promise<StoredRun[]> {
  const runs = jobs.map((seeds) => seeds.map((): StoredRun | undefined => undefined));
  const all = () => runs.flat().filter((run) => run !== undefined);
  let left = jobs.map((_, variant) => variant);
  for (const [step, { epochs, count }] of rungs.entries()) {
    if (step > 0) {
      const standings = left.map((variant) => ({ validationAccuracy: meanAt(runs[variant] ?? [], rungs[step - 1]) }));
      left = survivors(standings, count).flatMap((place) => left[place] ?? []);
    }
    if (!io.json)
      writeNote(
        io,
        `Successive halving, ${step + 1} of ${rungs.length}: ${formatQuantity(left.length, 'variant')} to the end of epoch ${epochs}`,
      );
    const isLast = step === rungs.length - 1;
    for (const [place, variant] of left.entries())
      for (const [seed, job] of (jobs[variant] ?? []).entries()) {
        const stage = { ...job, prefix: `[${place + 1}/${left.length}] `, ...(isLast ? {} : { pauseAfter: epochs }) };
        const before = runs[variant]?.[seed];
        const run = await advance(io, stage, before, epochs, options, interrupt);
        const own = runs[variant];
        if (own !== undefined) own[seed] = run;
        if (interrupt.signal.aborted || exitCodeOf(run.state) === exitCodes.unavailable) return all();
      }
    if (!isLast) noteLeaders(io, jobs, runs, left, rungs[step]);
  }
  return all();
}

/** Has a run trained to the end of an epoch: a new one, or one that is there from where it is. */
async function advance(
  io: Io,
  job: TrainingJob,
  before: StoredRun | undefined,
  epochs: number,
  options: RoundOptions,
  interrupt: Interrupt,
): Promise<StoredRun> {
  const run = before ?? (await trainOrTake(io, job, options, interrupt));
  const { status, epochs: points } = run.state;
  const isThere = job.pauseAfter !== undefined && (points.at(-1)?.epoch ?? 0) >= epochs;
  const isOver = status === 'completed' || status === 'failed' || run !== before;
  return isOver || isThere ? run : goOnOrAnew(io, job, run, options.runner, interrupt);
}

function noteLeaders(
  io: Io,
  jobs: readonly (readonly TrainingJob[])[],
  runs: readonly (readonly (StoredRun | undefined)[])[],
  left: readonly number[],
  rung: Rung | undefined,
): void {
  if (io.json) return;
  const [best] = left
    .map((variant) => ({ variant, score: meanAt(runs[variant] ?? [], rung) }))
    .filter(({ score }) => score !== undefined)
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0));
  const name = best && jobs[best.variant]?.[0]?.modelName;
  if (best?.score !== undefined && name !== undefined)
    writeNote(io, `Ahead on validation images: ${printable(name)}, ${formatPercent(best.score)}`);
}

/** Mean over the seeds, of the epoch that the rung ends with; undefined where one has none. */
function meanAt(seeds: readonly (StoredRun | undefined)[], rung: Rung | undefined): number | undefined {
  const values = seeds.map((run) => (run === undefined ? null : accuracyAt(run.state, rung?.epochs ?? 0)));
  const hasFailed = seeds.some((run) => run?.state.status === 'failed');
  const known = values.filter((value) => value !== null);
  if (hasFailed || known.length < seeds.length || known.length === 0) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
