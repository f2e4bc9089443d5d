import { formatQuantity } from '../core/format.js';
import { bracketsOf } from '../core/sweep/brackets.js';
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
  for (const { model, variants: jobs } of bracketsOf(rounds.flat(), ({ request }) => request.sweep).brackets) {
    if (interrupt.signal.aborted) break;
    const own = models.find(({ sweep: place }) => place?.model === model);
    const maxEpochs = jobs[0]?.[0]?.request.recipe.epochs ?? own?.definition.recipe.epochs ?? 1;
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
