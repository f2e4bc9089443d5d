import type { Standing } from '../core/sweep/halvingPlan.js';

/** What the host asks of the service about sweeps. */
export interface SweepRequests {
  /** How variants stand at the end of an epoch, on validation images. */
  readonly readStandings: {
    /** `variants`: of each a run's folder for each seed, null where it has none. */
    readonly params: { readonly epoch: number; readonly variants: readonly (readonly (string | null)[])[] };
    readonly result: readonly Standing[];
  };
}
