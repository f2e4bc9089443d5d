import { formatPercent, formatQuantity, printable } from '../core/format.js';
import { leaderOf, standingOf, trainBracket } from '../core/sweep/halvingBracket.js';
import type { Rung, Standing } from '../core/sweep/halvingPlan.js';
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
  const standings = async (variants: readonly number[], epoch: number) =>
    variants.map((variant) =>
      standingOf(
        (runs[variant] ?? []).map((run) => run?.state),
        epoch,
      ),
    );
  await trainBracket(jobs.length, rungs, {
    standings,
    async train(variants, { epochs }, step) {
      if (!io.json)
        writeNote(
          io,
          `Successive halving, ${step + 1} of ${rungs.length}: ${formatQuantity(variants.length, 'variant')} to the end of epoch ${epochs}`,
        );
      const isLast = step === rungs.length - 1;
      for (const [place, variant] of variants.entries())
        for (const [seed, job] of (jobs[variant] ?? []).entries()) {
          const prefix = `[${place + 1}/${variants.length}] `;
          const stage = { ...job, prefix, ...(isLast ? {} : { pauseAfter: epochs }) };
          const own = runs[variant];
          const run = await advance(io, stage, own?.[seed], epochs, options, interrupt);
          if (own !== undefined) own[seed] = run;
          if (interrupt.signal.aborted || exitCodeOf(run.state) === exitCodes.unavailable) return false;
        }
      if (!isLast && !io.json) noteLeader(io, jobs, variants, await standings(variants, epochs));
      return true;
    },
  });
  return runs.flat().filter((run) => run !== undefined);
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

function noteLeader(
  io: Io,
  jobs: readonly (readonly TrainingJob[])[],
  variants: readonly number[],
  standings: readonly Standing[],
): void {
  const place = leaderOf(standings);
  const score = place === undefined ? undefined : standings[place]?.validationAccuracy;
  const name = place === undefined ? undefined : jobs[variants[place] ?? -1]?.[0]?.modelName;
  if (score !== undefined && name !== undefined)
    writeNote(io, `Ahead on validation images: ${printable(name)}, ${formatPercent(score)}`);
}
