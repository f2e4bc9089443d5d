import { MINIMUM_PLANNED_SEEDS } from '../definition/seedsOption.js';
import type { SampleColumns } from '../samples/sampleColumns.js';
import { estimatePair, type SeedPair } from './pairEstimate.js';
import {
  afterRound,
  beginRounds,
  type RoundFinding,
  type StoppingRule,
  type StoppingState,
} from './sequentialStopping.js';

/** What the runs of one model say of the test images, by seed in the order of training; undefined where one failed. */
export type ModelRounds = readonly (SampleColumns | undefined)[];

/**
 * Where a comparison with a plan stands after its complete rounds, from the results of all of them: the looks are taken
 * again, so that nothing but results has to be kept. `models`: the baseline first, each with as many rounds; rounds after
 * a stop are not looked at.
 * @throws RangeError when models have not the same number of rounds, or were not tested on the same images
 */
export function followRounds(rule: Omit<StoppingRule, 'pairCount'>, models: readonly ModelRounds[]): StoppingState {
  const [baseline = [], ...others] = models;
  const uneven = others.find(({ length }) => length !== baseline.length);
  if (uneven !== undefined) throw new RangeError(`Rounds are not complete: ${baseline.length} and ${uneven.length}.`);
  let state = beginRounds({ ...rule, pairCount: others.length });
  for (let rounds = 1; rounds <= baseline.length && state.stop === undefined; rounds += 1)
    state = afterRound(
      state,
      others.map((model) => findingOf(baseline.slice(0, rounds), model.slice(0, rounds), rule.plan.minimum)),
    );
  return state;
}

/** From the seeds with which both have a result. */
function findingOf(baseline: ModelRounds, model: ModelRounds, minimum: number): RoundFinding {
  if (baseline.length < minimum) return 'too-few-seeds';
  const hasResult = (rounds: ModelRounds) => rounds.some((run) => run !== undefined);
  if (!hasResult(baseline) || !hasResult(model)) return 'no-result';
  const pairs = baseline.flatMap((from, round): SeedPair[] => {
    const to = model[round];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  if (pairs.length < MINIMUM_PLANNED_SEEDS) return 'too-few-seeds';
  return estimatePair(pairs) ?? 'too-few-seeds';
}
