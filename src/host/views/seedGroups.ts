import { spreadOf } from '../../core/run/comparison.js';
import type { StoredRun } from '../host.js';
import { countRunning } from '../runs/countRunning.js';
import type { SeedsNode } from './resultNode.js';

/** What several seeds say together. `runs` in the order of their seeds. */
export function seedsFacts(
  runs: readonly StoredRun[],
): Pick<SeedsNode, 'runs' | 'accuracy' | 'macroF1' | 'durationMs' | 'runningCount'> {
  const spread = (value: (run: StoredRun) => number | undefined) => spreadOf(runs.map((run) => value(run) ?? null));
  return {
    runs,
    accuracy: spread((run) => run.testAccuracy),
    macroF1: spread((run) => run.macroF1),
    durationMs: spread((run) => (run.testAccuracy === undefined ? undefined : run.durationMs)),
    runningCount: countRunning(runs),
  };
}

/**
 * Runs of the same definition, recipe and data together; the same seed again begins another group, as in a comparison. The
 * newest first, groups by their newest run.
 */
export function groupBySeeds(runs: readonly StoredRun[]): StoredRun[][] {
  const groups: StoredRun[][] = [];
  const bySetup = new Map<string, { readonly groups: StoredRun[][]; readonly countOfSeed: Map<number, number> }>();
  for (const run of runs) {
    const { setup, seed, status, testAccuracy } = run;
    // One that ended without a result has no part in a mean, and must not keep the seed's next attempt out of it.
    const counts = status === 'running' || testAccuracy !== undefined;
    if (setup === undefined || seed === undefined || !counts) {
      groups.push([run]);
      continue;
    }
    const alike = bySetup.get(setup) ?? { groups: [] as StoredRun[][], countOfSeed: new Map<number, number>() };
    bySetup.set(setup, alike);
    // The first group without the seed: groups fill in their order.
    const count = alike.countOfSeed.get(seed) ?? 0;
    alike.countOfSeed.set(seed, count + 1);
    const open = alike.groups[count];
    if (open !== undefined) open.push(run);
    else {
      const members = [run];
      alike.groups.push(members);
      groups.push(members);
    }
  }
  return groups;
}
