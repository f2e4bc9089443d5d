/** What of an attribution can be measured before all of it has been trained: places of models and of seeds, ascending. */
export interface MeasurableModels {
  readonly models: readonly number[];
  readonly seeds: readonly number[];
}

/**
 * The models and seeds that figures can rest on, so that all figures are of the same seeds and still add up: every model that
 * has been trained at all, with the seeds that all of those have; where they have none in common, the seed with the most
 * models, and those. `trained`: of each model, of each seed, whether it has been.
 */
export function measurableModels(trained: readonly (readonly boolean[])[]): MeasurableModels {
  const known = placesOf(trained, (ofSeeds) => ofSeeds.includes(true));
  const seedCount = trained[0]?.length ?? 0;
  const counts = Array.from({ length: seedCount }, (_, seed) => known.filter((at) => trained[at]?.[seed]).length);
  const most = Math.max(0, ...counts);
  if (most === 0) return { models: [], seeds: [] };
  if (most === known.length) return { models: known, seeds: placesOf(counts, (count) => count === most) };
  const seed = counts.indexOf(most);
  return { models: known.filter((at) => trained[at]?.[seed]), seeds: [seed] };
}

function placesOf<T>(items: readonly T[], isMeant: (item: T) => boolean): number[] {
  return items.flatMap((item, place) => (isMeant(item) ? [place] : []));
}
