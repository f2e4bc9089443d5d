import type { JudgedPair, Tier } from './judgement.js';

/** Who beats whom. */
export type TieredPair = Pick<JudgedPair, 'from' | 'to'> & { readonly verdict: Pick<JudgedPair['verdict'], 'kind'> };

/**
 * Puts models into tiers. The first holds the most accurate model, its leader, and all that the leader does not clearly beat;
 * the next is made likewise of those that are left, and so on. So all members of a tier are clearly beaten by the leader of
 * the tier above, and none by its own. "Not told apart" does not carry over: a member of a tier may not be told from one of
 * the tier below, and is named in `overlapping` then. (The first tier is what multiple comparisons with the best keep: J. C.
 * Hsu, Annals of Statistics 9 (1981), 1026–1034, here by the corrected pairs.)
 */
export function tiersOf(accuracies: readonly number[], pairs: readonly TieredPair[]): Tier[] {
  const beaten = new Set(
    pairs.flatMap(({ from, to, verdict: { kind } }) =>
      kind === 'better' ? [`${to} ${from}`] : kind === 'worse' ? [`${from} ${to}`] : [],
    ),
  );
  const clearlyBeats = (one: number, other: number) => beaten.has(`${one} ${other}`);
  let left = accuracies.map((_, group) => group).sort((a, b) => (accuracies[b] ?? 0) - (accuracies[a] ?? 0) || a - b);
  const tiers: number[][] = [];
  while (left.length > 0) {
    const [leader] = left;
    const members = left.filter((group) => leader === undefined || group === leader || !clearlyBeats(leader, group));
    tiers.push(members);
    left = left.filter((group) => !members.includes(group));
  }
  return tiers.map((groups, tier) => {
    const below = tiers.slice(tier + 1).flat();
    return { groups, overlapping: groups.filter((group) => below.some((other) => !clearlyBeats(group, other))) };
  });
}
