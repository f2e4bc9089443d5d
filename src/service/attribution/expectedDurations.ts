import type { AttributionPlan } from '../../core/difference/attributionPlan.js';
import { trainingDurations, trainingWork } from '../../core/difference/trainingDurations.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import type { AttributionSetup } from './attributionSetup.js';
import { trainingTimes } from './findTrained.js';

/**
 * About how long one training of each model of a plan takes, in milliseconds, by runs that were trained with the same setup;
 * null where there are none. Never throws.
 */
export async function expectedDurations(
  root: string,
  { models }: AttributionPlan,
  setup: AttributionSetup,
  { target, checksum }: { readonly target: PlanTarget; readonly checksum: string },
): Promise<(number | null)[]> {
  const texts = models.map(({ text }) => text);
  const times = await trainingTimes(root, texts, setup, checksum);
  return trainingDurations(
    texts.map((text, place) => ({
      work: trainingWork(text, target, setup.recipe.epochs),
      tookMs: times[place] ?? [],
    })),
  );
}
