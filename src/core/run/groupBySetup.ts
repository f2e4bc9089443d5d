/** Which model a run is of, and which of its seeds. */
export interface SetupAndSeed {
  /** Equal for runs that differ in the seed alone. */
  readonly setup: string;
  readonly seed: number | null;
}

/**
 * Puts together what has to do with runs of one setup, each of another seed, in the order in which they come; the same seed
 * again starts another group, and a run of which setup or seed is not known is alone.
 */
export function groupBySetup<T>(items: readonly T[], identityOf: (item: T) => SetupAndSeed | undefined): T[][] {
  const groups: { readonly setup: string; readonly seeds: Set<number>; readonly items: T[] }[] = [];
  for (const item of items) {
    const identity = identityOf(item);
    const seed = identity?.seed ?? null;
    if (identity === undefined || seed === null) {
      groups.push({ setup: '', seeds: new Set(), items: [item] });
      continue;
    }
    const group = groups.find(({ setup, seeds }) => seeds.size > 0 && setup === identity.setup && !seeds.has(seed));
    if (group === undefined) groups.push({ setup: identity.setup, seeds: new Set([seed]), items: [item] });
    else {
      group.seeds.add(seed);
      group.items.push(item);
    }
  }
  return groups.map((group) => group.items);
}
