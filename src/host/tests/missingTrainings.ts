import type { SeedPlan } from '../../core/definition/definition.js';

/** What is stored of a comparison's trainings: a row for each model, a run's folder for each seed, null where there is none. */
export type StoredFolders = readonly (readonly (string | null)[])[];

/** A training of a comparison. */
export interface TrainingPlace {
  readonly model: number;
  /** Round of seeds, from 0. */
  readonly seed: number;
}

/** Says whether enough seeds have been trained, by the runs of complete rounds. */
export type IsEnough = (folders: StoredFolders) => Promise<boolean>;

/**
 * What is to be trained next of a comparison, seed by seed and in each all models: what its plan of seeds asks for in any case, then,
 * up to its most, one seed after the other until enough is known. Empty when nothing is missing any more, or all that is missing
 * `wasTried` without leaving a complete run. @throws as `isEnough`
 */
export async function missingTrainings(
  folders: StoredFolders,
  plan: SeedPlan,
  wasTried: (place: TrainingPlace) => boolean,
  isEnough: IsEnough,
): Promise<TrainingPlace[]> {
  const missingOf = (seed: number) =>
    folders.flatMap((ofModel, model): TrainingPlace[] =>
      (ofModel[seed] ?? null) === null && !wasTried({ model, seed }) ? [{ model, seed }] : [],
    );
  const first = Array.from({ length: plan.minimum }, (_, seed) => missingOf(seed)).flat();
  if (first.length > 0) return first;
  const seeds = Array.from({ length: plan.maximum }, (_, seed) => seed);
  const isComplete = (seed: number) => folders.every((ofModel) => (ofModel[seed] ?? null) !== null);
  const firstGap = seeds.find((seed) => !isComplete(seed));
  if (firstGap === undefined || firstGap < plan.minimum) return [];
  return (await isEnough(folders.map((ofModel) => ofModel.slice(0, firstGap)))) ? [] : missingOf(firstGap);
}
