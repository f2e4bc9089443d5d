import { formatPercent, formatPoints, formatQuantity, printable } from '../format.js';
import {
  confidenceAfter,
  type PairStanding,
  STOPPING_ALPHA,
  type StoppingState,
  spentAfter,
} from './sequentialStopping.js';

/** What a comparison with a plan of seeds came to, for people. All texts are printable. */
export interface StoppingReport {
  /** Why no more seeds were trained, or that more were to come. */
  readonly reason: string;
  /** Where each model stands against the first, in their order; empty before the first look. */
  readonly standings: readonly string[];
  /** Which level the looks left. */
  readonly level: string;
}

/** Words for a state; `modelNames`: the baseline first. */
export function stoppingReport(state: StoppingState, modelNames: readonly string[]): StoppingReport {
  const [baseline = '', ...others] = modelNames.map(printable);
  return {
    reason: reasonOf(state, baseline, others),
    standings:
      state.looks.length === 0
        ? []
        : state.pairs.map((pair, index) => standingOf(pair, others[index] ?? '', baseline, state.rule.margin)),
    level: levelOf(state),
  };
}

function reasonOf({ seeds, rule, pairs, stop }: StoppingState, baseline: string, others: readonly string[]): string {
  const { minimum, maximum } = rule.plan;
  const undecided = others.filter((_, index) => pairs[index]?.kind === 'undecided');
  const open = `${undecided.join(', ')} ${undecided.length === 1 ? 'is' : 'are'}`;
  const early =
    seeds < maximum ? `Stopped after ${seeds} of at most ${maximum} seeds` : `All ${maximum} seeds were trained`;
  if (stop === undefined)
    return seeds < minimum
      ? `${seeds} of at least ${minimum} seeds are complete: too few to look.`
      : `${seeds} of at most ${maximum} seeds are complete, and ${open} undecided against ${baseline}.`;
  switch (stop) {
    case 'decided':
      return `${early}: every model is decided against ${baseline}.`;
    case 'maximum':
      return `${early}, and ${open} still undecided against ${baseline}.`;
    case 'nothing-to-compare':
      return `${early}: there are no results to hold against each other.`;
  }
}

function standingOf(pair: PairStanding, name: string, baseline: string, margin: number): string {
  const { kind, estimate, interval, confidence, decidedAfter } = pair;
  if (kind === 'no-result') return `${name}: no results to hold against ${baseline}'s.`;
  if (estimate === null || interval === null || confidence === null)
    return `${name}: undecided, with too few seeds that both have a result for.`;
  const points = (value: number) => formatPoints(value, 2);
  const bounds = `${formatPercent(confidence, 2)} interval ${points(interval.low)} to ${points(interval.high)}`;
  const shown = `${points(estimate.difference)} points (${bounds}`;
  switch (kind) {
    case 'better':
    case 'worse':
      return `${name} is ${kind} than ${baseline}: ${shown}; decided after ${decidedAfter} seeds).`;
    case 'tie':
      return `${name} ties with ${baseline} within ${formatPercent(margin, 2).replace(' %', '')} points: ${shown}; decided after ${decidedAfter} seeds).`;
    case 'undecided':
      return `${name}: undecided against ${baseline}: ${shown}).`;
  }
}

function levelOf({ looks, rule, seeds }: StoppingState): string {
  const { plan } = rule;
  const last = looks.at(-1);
  if (last === undefined)
    return `The first look comes after ${plan.minimum} seeds, with ${formatPercent(confidenceAfter(plan.minimum, rule), 2)} intervals.`;
  const counts = looks.length === 1 ? `${last} seeds` : `${looks[0]} to ${formatQuantity(last, 'seed')}`;
  return `Looked ${looks.length === 1 ? 'once' : `${looks.length} times`}, after ${counts}; the chance of a wrong verdict over all looks and models is at most ${formatPercent(STOPPING_ALPHA, 0)}, of which ${formatPercent(spentAfter(seeds, plan), 1)} is spent, so that the last look took ${formatPercent(confidenceAfter(last, rule), 2)} intervals.`;
}
