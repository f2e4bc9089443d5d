import type { StoppingState } from '../core/comparison/sequentialStopping.js';
import type { SeedPlan } from '../core/definition/definition.js';

/** What the host asks of the service about comparisons with a plan of seeds. */
export interface SeedRequests {
  /** Where such a comparison stands after its complete rounds. Handled by `followRounds`. */
  readonly followSeeds: {
    readonly params: {
      readonly plan: SeedPlan;
      /** Differences up to this size do not matter, 0..1. */
      readonly margin: number;
      /** The baseline first: a run's folder for each round, null where there was none. All have as many rounds. */
      readonly models: readonly (readonly (string | null)[])[];
    };
    readonly result: StoppingState;
  };
}
