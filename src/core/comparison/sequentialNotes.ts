import { formatPercent } from '../format.js';
import type { Judgement, SequentialLook } from './judgement.js';
import { STOPPING_ALPHA } from './sequentialStopping.js';

/** What has to be known of verdicts on models whose seeds were trained until they were told apart: a sentence for each plan. */
export function sequentialNotes({ groups, pairs }: Pick<Judgement, 'groups' | 'pairs'>): string[] {
  const plans = new Map<string, { readonly look: SequentialLook; readonly models: Set<number> }>();
  for (const { sequential, from, to } of pairs) {
    if (sequential === null) continue;
    const { minimum, maximum } = sequential.plan;
    const known = plans.get(`${minimum} ${maximum}`) ?? { look: sequential, models: new Set() };
    plans.set(`${minimum} ${maximum}`, known);
    for (const group of [from, to]) known.models.add(group);
  }
  return [...plans.values()].map(({ look: { plan }, models }) => {
    const titles = [...models].sort((a, b) => a - b).map((group) => groups[group]?.title ?? '');
    const named = titles.length <= MOST_NAMED ? listed(titles) : `${titles.length} models`;
    return (
      `Seeds of ${named} were trained until they are told apart, with a look after each from ${plan.minimum} to at most ${plan.maximum} seeds. ` +
      `The chance of an error is spent in proportion to the seeds (Lan and DeMets): intervals between these models are wider than 95 %, so that all looks and pairs together are wrong in at most ${formatPercent(STOPPING_ALPHA, 0)} of comparisons. ` +
      'Intervals of their other figures do not allow for the looks.'
    );
  });
}

const MOST_NAMED = 4;

function listed(texts: readonly string[]): string {
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}
