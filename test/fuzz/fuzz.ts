import { describe, expect, it } from 'vitest';
import { type AnyFuzzTarget, runTarget } from './fuzzTarget.js';

/** The same cases in every run of CI; `npm run fuzz` has others each time. */
const SEED = 20_261_122;

/** Registers a test of 10,000 seeded cases (or as many as the target says) for each target. */
export function fuzz(...targets: readonly AnyFuzzTarget[]): void {
  describe('hostile input', () => {
    it.each(targets.map((target) => [target.name, target] as const))(
      'cannot break %s',
      { timeout: 300_000 },
      async (name, target) => {
        const result = await runTarget(target, { seed: SEED, cases: target.cases ?? 10_000 });
        console.log(
          `${name}: ${result.cases} cases, slowest ${result.slowestMs.toFixed(0)} ms, most memory asked for ${(result.mostBytes / 2 ** 20).toFixed(1)} MiB`,
        );
        expect(result.failure).toBeUndefined();
        expect(result.cases).toBe(target.cases ?? 10_000);
      },
    );
  });
}
