import { formatDuration, formatQuantity } from '../format.js';

/** What an attribution costs before it is there. */
export interface AttributionCost {
  /** Models with their seeds. */
  readonly wanted: number;
  /** What is to be trained of them. */
  readonly missing: number;
  /** About how long that takes, one after the other, in milliseconds; null where no run tells. */
  readonly durationMs: number | null;
}

/**
 * What is to be trained with the first seeds of a plan. `trained`: seed by seed, in the order of the models, whether that run
 * is there; `durationsMs`: of one training of each model, null where not known.
 */
export function attributionCost(
  trained: readonly boolean[],
  durationsMs: readonly (number | null)[],
  seedCount: number,
): AttributionCost {
  const wanted = seedCount * durationsMs.length;
  let [missing, durationMs]: [number, number | null] = [0, 0];
  for (let place = 0; place < wanted; place += 1) {
    if (trained[place] === true) continue;
    missing += 1;
    const one = durationsMs[place % durationsMs.length] ?? null;
    durationMs = one === null || durationMs === null ? null : durationMs + one;
  }
  return { wanted, missing, durationMs };
}

/** `9 trainings, about 4 min 10 s; 3 are there already`. */
export function attributionCostText({ wanted, missing, durationMs }: AttributionCost): string {
  if (missing === 0) return 'nothing to train: all runs are there already';
  const time = durationMs === null ? '' : `, about ${formatDuration(durationMs)}`;
  const known = wanted - missing;
  const there = known === 0 ? '' : known === 1 ? '; 1 is there already' : `; ${known} are there already`;
  return `${formatQuantity(missing, 'training')}${time}${there}`;
}
