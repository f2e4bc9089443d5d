import { formatQuantity } from '../core/format.js';
import { halvingCost, halvingPlan } from '../core/sweep/halvingPlan.js';
import type { StoredRun } from '../runs/readRun.js';
import type { Interrupt } from './interrupt.js';
import { type Io, writeNote } from './io.js';
import type { PreparedComparison } from './preparedComparison.js';
import { trainHalving } from './trainHalving.js';
import type { TrainingJob } from './trainModel.js';
import { type RoundOptions, type TrainedRounds, trainRounds } from './trainRounds.js';

/** Trains what a comparison stands for: round by round, or by successive halving where its sweep says so. */
export async function trainComparison(
  io: Io,
  { definition, models, rounds }: PreparedComparison,
  options: RoundOptions,
  interrupt: Interrupt,
): Promise<TrainedRounds> {
  const { sweep } = definition;
  if (sweep?.method !== 'successiveHalving') return trainRounds(io, rounds, options, interrupt);
  const isVaried = (job: TrainingJob) => job.request.sweep !== undefined;
  const asTheyAre = rounds.map((jobs) => jobs.filter((job) => !isVaried(job))).filter((jobs) => jobs.length > 0);
  const { runs } = await trainRounds(io, asTheyAre, options, interrupt);
  const all: StoredRun[] = [...runs];
  for (const word of new Set(models.flatMap((model) => model.sweep?.model ?? []))) {
    if (interrupt.signal.aborted) break;
    // Of each variant its seeds; each round has all variants in one order.
    const [first = []] = rounds.map((jobs) => jobs.filter((job) => job.request.sweep?.model === word));
    const jobs = first.map((_, variant) =>
      rounds.flatMap((round) => round.filter((job) => job.request.sweep?.model === word)[variant] ?? []),
    );
    const own = models.find((model) => model.sweep?.model === word);
    const maxEpochs = first[0]?.request.recipe.epochs ?? own?.definition.recipe.epochs ?? 1;
    const { eta, minEpochs } = sweep;
    const rungs = halvingPlan({ count: jobs.length, eta, minEpochs, maxEpochs });
    const { epochs, allEpochs } = halvingCost(rungs);
    if (!io.json)
      writeNote(
        io,
        `${formatQuantity(epochs, 'epoch')} at most, where all variants to the end would take ${allEpochs}`,
      );
    all.push(...(await trainHalving(io, jobs, rungs, options, interrupt)));
  }
  return { runs: all };
}
