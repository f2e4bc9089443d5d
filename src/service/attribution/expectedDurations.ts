import type { AttributionPlan } from '../../core/difference/attributionPlan.js';
import { trainingDurations, trainingWork } from '../../core/difference/trainingDurations.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { trainingTimes } from '../../runs/findSameRun.js';
import { type AttributionSetup, attributionRuns } from './attributionSetup.js';

/**
 * About how long one training of each model of a plan takes, in milliseconds, by runs that were trained with the same setup;
 * null where there are none. Never throws.
 */
export async function expectedDurations(
  root: string,
  plan: AttributionPlan,
  setup: AttributionSetup,
  { target, checksum }: { readonly target: PlanTarget; readonly checksum: string },
): Promise<(number | null)[]> {
  const texts = plan.models.map(({ text }) => text);
  const times = await trainingTimes(root, attributionRuns(plan, [0], setup, checksum));
  return trainingDurations(
    texts.map((text, place) => ({
      work: trainingWork(text, target, setup.recipe.epochs),
      tookMs: times[place] ?? [],
    })),
  );
}
